package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line proves with who asks, and where it finds it. */
final class LoginOptionsTest {
    private static final String LIST = "ls";

    private final Path folder;
    private final FakeNode node = new FakeNode();

    LoginOptionsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve(".aws"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private String sent(Map<String, String> environment, String... args) {
        CommandRun run = CommandRun.of(node, environment, args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return node.authorizations.get(node.authorizations.size() - 1);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void nothingIsSentWhereThereIsNothing() {
        assertThat(sent(Map.of(), LIST)).isEmpty();
        assertThat(sent(Map.of("HOME", folder.toString()), LIST)).isEmpty();
        assertThat(sent(Map.of("AWS_ACCESS_KEY_ID", "HALF"), LIST)).isEmpty();
    }

    @Test
    void firstPlaceThatHasSomethingIsTaken() throws IOException {
        Files.writeString(
                folder.resolve(".aws/credentials"),
                "[default]\naws_access_key_id=HOMES\naws_secret_access_key=s\n[work]\naws_access_key_id=WORKS\n"
                        + "aws_secret_access_key=s\n");
        Path token = file("token", "from-file\n");
        Map<String, String> home = Map.of("HOME", folder.toString());
        Map<String, String> amazons =
                Map.of("HOME", folder.toString(), "AWS_ACCESS_KEY_ID", "AMAZONS", "AWS_SECRET_ACCESS_KEY", "s");
        Map<String, String> ours = Map.of(
                "CISTERN_ACCESS_KEY_ID",
                "OURS",
                "CISTERN_SECRET_ACCESS_KEY",
                "s",
                "AWS_ACCESS_KEY_ID",
                "AMAZONS",
                "AWS_SECRET_ACCESS_KEY",
                "s");
        Map<String, String> all = Map.of(
                "HOME",
                folder.toString(),
                "CISTERN_TOKEN",
                "from-variable",
                "CISTERN_ACCESS_KEY_ID",
                "OURS",
                "CISTERN_SECRET_ACCESS_KEY",
                "s");

        assertThat(sent(home, LIST)).contains("Credential=HOMES/");
        assertThat(sent(Map.of("HOME", folder.toString(), "AWS_PROFILE", "work"), LIST))
                .contains("Credential=WORKS/");
        assertThat(sent(amazons, LIST)).contains("Credential=AMAZONS/");
        assertThat(sent(ours, LIST)).contains("Credential=OURS/");
        assertThat(sent(all, LIST)).isEqualTo("Bearer from-variable");
        assertThat(sent(all, LIST, "--profile", "work")).contains("Credential=WORKS/");
        assertThat(sent(all, LIST, "--token-file", token.toString())).isEqualTo("Bearer from-file");
        assertThat(sent(all, "--token-file", token.toString(), LIST)).isEqualTo("Bearer from-file");
        assertThat(sent(all, "--profile", "work", LIST)).contains("Credential=WORKS/");
    }

    @Test
    void whatCannotBeUsedIsTold() throws IOException {
        Map<String, String> home = Map.of("HOME", folder.toString());
        Path empty = file("empty", "\n");

        assertThat(CommandRun.of(node, home, LIST, "--profile", "nobody").err())
                .contains("nobody")
                .contains(".aws/credentials");
        assertThat(CommandRun.of(node, home, LIST, "--token-file", "/none").err())
                .contains("no such file");
        assertThat(CommandRun.of(node, home, LIST, "--token-file", empty.toString())
                        .err())
                .contains("holds no token");
        assertThat(CommandRun.of(node, home, LIST, "--token-file", "x", "--profile", "y")
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(node.requests).isEmpty();
    }

    @Test
    void refusalSaysWhatWasSentAndNeverTheSecret() {
        node.answer("GET /v1/buckets", 401, "{\"code\":\"UNAUTHENTICATED\",\"message\":\"this needs an identity\"}");

        CommandRun none = CommandRun.of(node, Map.of(), LIST);
        CommandRun token = CommandRun.of(node, Map.of("CISTERN_TOKEN", "very-secret"), LIST);
        CommandRun keys =
                CommandRun.of(node, Map.of("AWS_ACCESS_KEY_ID", "MINE", "AWS_SECRET_ACCESS_KEY", "very-secret"), LIST);

        assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(none.err()).contains("this needs an identity").contains("$CISTERN_TOKEN");
        assertThat(token.err()).contains("that of $CISTERN_TOKEN").doesNotContain("very-secret");
        assertThat(keys.err()).contains("$AWS_ACCESS_KEY_ID, 'MINE'").doesNotContain("very-secret");
    }

    @Test
    void firstUserIsToldHowToGoOn() {
        node.answer(
                "POST /v1/users",
                200,
                "{\"name\":\"root\",\"admin\":true,\"first\":true,\"access_key\":\"AK\",\"secret_key\":\"SK\"}");

        CommandRun run = CommandRun.of(node, "user", "add", "root", "--admin");

        assertThat(run.err())
                .contains("export CISTERN_ACCESS_KEY_ID=AK")
                .contains("cistern user token add root --for metrics");
    }

    @Test
    void userIsMadeWithoutANodeInADataFolder() {
        Path data = folder.resolve("data");

        CommandRun root = CommandRun.of(node, "user", "add", "root", "--admin", "--data", data.toString(), "--json");
        CommandRun ann = CommandRun.of(node, "user", "add", "ann", "--data", data.toString());

        assertThat(root.out()).contains("\"secret_key\"").contains("\"admin\": true");
        assertThat(ann.exitCode()).isZero();
        assertThat(node.requests).isEmpty();
    }

    @Test
    void tokensAreMadeListedAndRevoked() {
        node.answer(
                "POST /v1/users/ann/tokens",
                200,
                "{\"id\":\"ID\",\"use\":\"metrics\",\"token\":\"cistern_ID_x\",\"expires\":\"2027-01-01T00:00:00Z\"}");
        node.answer("GET /v1/users/ann/tokens", 200, "[{\"id\":\"ID\",\"use\":\"metrics\",\"note\":\"n\"}]");
        node.answer("DELETE /v1/users/ann/tokens/ID", 200, "{}");

        CommandRun made = CommandRun.of(node, "user", "token", "add", "ann", "--for", "metrics", "--expires", "12h");
        CommandRun wrong = CommandRun.of(node, "user", "token", "add", "ann", "--expires", "soon");

        assertThat(made.out()).isEqualTo("cistern_ID_x\n");
        assertThat(made.err()).contains("until 2027-01-01").contains("not shown again");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of(node, "user", "token", "ls", "ann").out())
                .contains("never")
                .contains("metrics");
        assertThat(CommandRun.of(node, "user", "token", "rm", "ann", "ID").err())
                .isEqualTo("revoked ID\n");
    }
}
