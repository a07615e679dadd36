package dev.cistern.node.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What one command line did. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(FakeNode node, String... args) {
        return with(node.endpoint(), "", args);
    }

    static CommandRun with(String endpoint, String input, String... args) {
        return at("", endpoint, input, args);
    }

    /** Where the streams of these numbers are a terminal. */
    static CommandRun at(String terminals, String endpoint, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                terminals,
                Map.of("CISTERN_ENDPOINT", endpoint));
        int code = Cistern.run(
                terminal,
                () -> {
                    throw new AssertionError("a client command starts no server");
                },
                args);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
