package dev.cistern.node.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What one command line did. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(FakeNode node, String... args) {
        return with(node.endpoint(), "", args);
    }

    static CommandRun with(String endpoint, String input, String... args) {
        return at("", endpoint, input, args);
    }

    /** With these variables beside that of the endpoint. */
    static CommandRun of(FakeNode node, Map<String, String> environment, String... args) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CISTERN_ENDPOINT", node.endpoint());
        return run("", all, "", args);
    }

    /** Where the streams of these numbers are a terminal. */
    static CommandRun at(String terminals, String endpoint, String input, String... args) {
        return run(terminals, Map.of("CISTERN_ENDPOINT", endpoint), input, args);
    }

    private static CommandRun run(String terminals, Map<String, String> environment, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                terminals,
                environment);
        int code = Cistern.run(
                terminal,
                () -> {
                    throw new AssertionError("a client command starts no server");
                },
                args);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
