package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCommandTest {
    private final FakeNode node = new FakeNode();

    @TempDir
    private Path folder = Path.of("");

    PolicyCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void policyIsSetFromAFileAndWhatIsNoteworthyIsSaid() throws IOException {
        Path file = folder.resolve("policy.json");
        Files.writeString(file, "{\"Statement\": []}");
        node.answer("PUT /v1/policies/photos", 200, "{\"public\":true,\"unknown_principals\":[\"carl\"]}");

        CommandRun run = CommandRun.of(node, "policy", "set", "photos", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("set the policy of photos")
                .contains("lets in people whom it does not name")
                .contains("no user 'carl'");
    }

    @Test
    void policyThatIsRefusedIsSaidToBe() throws IOException {
        Path file = folder.resolve("policy.json");
        Files.writeString(file, "{}");
        node.answer("PUT /v1/policies/photos", 400, "{\"message\":\"Statement[1].Effect must be Allow or Deny\"}");

        CommandRun run = CommandRun.of(node, "policy", "set", "photos", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("Statement[1].Effect must be Allow or Deny");
        assertThat(CommandRun.of(node, "policy", "set", "photos", file + "-none")
                        .err())
                .contains("no such file");
    }

    @Test
    void policyIsShownAndRemoved() {
        node.answer("GET /v1/policies/photos", 200, "{\"Statement\":[{\"Sid\":\"s\"}]}");
        node.answer("DELETE /v1/policies/photos", 200, "{}");

        assertThat(CommandRun.of(node, "policy", "get", "photos").out()).contains("\"Sid\"");
        assertThat(CommandRun.of(node, "policy", "rm", "photos").err()).isEqualTo("removed the policy of photos\n");
    }

    @Test
    void checkSaysWhatDecided() {
        node.answer(
                "POST /v1/policies/photos",
                200,
                "{\"allowed\":false,\"reason\":\"the policy of the bucket denies it\",\"statement\":2,\"sid\":\"no\"}");

        CommandRun run = CommandRun.of(
                node,
                "policy",
                "check",
                "photos",
                "--user",
                "ann",
                "--action",
                "s3:GetObject",
                "--key",
                "k",
                "-c",
                "aws:SourceIp=10.0.0.1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEqualTo("denied: the policy of the bucket denies it: statement 2 (no)\n");
        assertThat(CommandRun.of(node, "policy", "check", "photos").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
