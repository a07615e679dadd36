package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CisternTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    private static CommandRun run(String... args) {
        return CommandRun.with(NOWHERE, "", args);
    }

    @Test
    void serverGetsItsOptionsInTheOrderGiven() {
        List<ServerOptions> started = new ArrayList<>();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, "", Map.of());

        int code = Cistern.run(
                terminal,
                () -> options -> {
                    started.add(options);
                    return 7;
                },
                "server",
                "--data",
                "/srv/d",
                "--listen=127.0.0.1:0",
                "--config",
                "c.yaml",
                "--set",
                "z.y=1s",
                "--set",
                "a.b=x=y");

        assertThat(code).isEqualTo(7);
        ServerOptions options = started.get(0);
        assertThat(options.data()).contains(Path.of("/srv/d"));
        assertThat(options.listen()).contains("127.0.0.1:0");
        assertThat(options.config()).contains(Path.of("c.yaml"));
        assertThat(options.set())
                .containsExactly(
                        Map.entry("store.data_dir", "/srv/d"),
                        Map.entry("node.listen", "127.0.0.1:0"),
                        Map.entry("z.y", "1s"),
                        Map.entry("a.b", "x=y"));
    }

    @Test
    void serverWithoutOptionsGetsNone() {
        List<ServerOptions> started = new ArrayList<>();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, "", Map.of());

        int code = Cistern.run(
                terminal,
                () -> options -> {
                    started.add(options);
                    return 0;
                },
                "server");

        assertThat(code).isZero();
        assertThat(started)
                .containsExactly(new ServerOptions(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
    }

    @Test
    void unreachableNodeSaysWhatToDo() throws IOException {
        String endpoint;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = "http://127.0.0.1:" + closed.getLocalPort();
        }

        CommandRun run = CommandRun.with(NOWHERE, "", "ls", "--endpoint", endpoint, "photos", "--limit=1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err())
                .isEqualTo("error: no node answers at " + endpoint
                        + "; start one with ./cistern server, or set --endpoint\n");
    }

    @Test
    void wrongUsageIsToldShortly() {
        assertThat(run().exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("buckt").err()).contains("Did you mean: cistern bucket");
        assertThat(run("stat", "photos").err()).isEqualTo("""
                        error: 'photos' names a bucket; this command takes BUCKET/KEY
                        'cistern stat --help' shows how it is used
                        """);
        assertThat(run("put", "x").err()).contains("say what and where to: cistern put SRC… BUCKET[/KEY]");
        assertThat(run("ls", "--endpoint", "ftp://x").err()).contains("write http://HOST:PORT");
        assertThat(run("ls", "s3://photos").err()).contains("names another store");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        List<CommandLine> commands = new ArrayList<>();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        collect(
                Cistern.commandLine(
                        new Terminal(InputStream.nullInputStream(), nowhere, nowhere, "", Map.of()),
                        () -> options -> 0),
                commands);

        assertThat(commands).hasSizeGreaterThan(18).allSatisfy(command -> {
            assertThat(command.getUsageMessage())
                    .contains("Usage: cistern")
                    .containsPattern("(Examples?|To begin)[^:]*:\n  .*cistern ");
            assertThat(command.getUsageMessage().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
        });
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(sub -> collect(sub, all));
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("completion").out())
                .contains("complete -F")
                .contains("connections")
                .contains("--confirm-within");
    }

    @Test
    void versionNamesProgramAndJava() {
        assertThat(run("--version").out()).startsWith("cistern ").contains("Java ");
    }
}
