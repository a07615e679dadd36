package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PresignCommandTest {
    private final FakeNode node = new FakeNode();

    PresignCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private static CommandRun withKeys(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                "",
                Map.of("AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "secret-key"));
        int code = Cistern.run(
                terminal,
                () -> {
                    throw new AssertionError("a client command starts no server");
                },
                args);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void keysOfTheEnvironmentSignWithoutANode() {
        CommandRun run = withKeys(
                "presign",
                "put",
                "s3://photos/a b/ü.jpg",
                "--expires",
                "15m",
                "--endpoint",
                "https://store.example:443");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .matches("https://store\\.example/photos/a%20b/%C3%BC\\.jpg\\?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=AK%2F\\d{8}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=\\d{8}T\\d{6}Z"
                        + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}\n");
        assertThat(withKeys("presign", "get", "photos/x", "--json").out())
                .contains("\"url\"")
                .contains("\"method\": \"GET\"")
                .contains("\"expires\"");
    }

    @Test
    void nodeSignsForItsUsers() {
        node.answer("POST /v1/users/ann/presign", 200, "{\"url\":\"http://signed\"}");

        CommandRun run = CommandRun.of(node, "presign", "get", "photos/x", "--user", "ann");

        assertThat(run.out()).isEqualTo("http://signed\n");
    }

    @Test
    void whatCannotBeSignedIsTold() {
        assertThat(CommandRun.of(node, "presign", "get", "photos/x").err())
                .contains("whose signature?")
                .contains("--user");
        assertThat(withKeys("presign", "get", "photos").err()).contains("names a bucket");
        assertThat(withKeys("presign", "get", "photos/x", "--expires", "8d").err())
                .contains("seven days");
        assertThat(withKeys("presign", "get", "photos/x", "--expires", "soon").err())
                .contains("write 90s");
        assertThat(withKeys("presign", "post", "photos/x").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
