package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a change of settings did, as a node reports it. */
final class ChangeReport {
    private ChangeReport() {}

    static void print(Json answer, boolean json, Terminal terminal) {
        if (json) {
            terminal.out().println(answer.pretty());
            return;
        }
        PrintStream out = terminal.out();
        List<Json> changes = answer.at("changes").elements();
        changes.forEach(change -> printChange(change, out));
        if (changes.isEmpty()) {
            out.println("nothing to change: these values are set already");
        }
        out.println(outcome(answer));
        for (Json node : answer.at("missing").elements()) {
            terminal.err()
                    .println(Terminal.printable("not yet on " + node.at("node").text() + ": "
                            + node.at("why").text()));
        }
        for (Json key : answer.at("needs_restart").elements()) {
            out.println("needs a restart to take effect: " + Terminal.printable(key.text()));
        }
        for (Json warning : answer.at("warnings").elements()) {
            terminal.err().println("warning: " + Terminal.printable(warning.text()));
        }
        answer.at("confirm_by")
                .optionalText()
                .ifPresent(time -> out.println("undone at " + time + " unless confirmed: cistern config confirm"));
    }

    private static void printChange(Json change, PrintStream out) {
        String key = change.at("key").text();
        String renewed = change.at("new").optionalText().orElse("(unset)");
        out.println(
                Terminal.printable(key + ": " + change.at("old").optionalText().orElse("(unset)") + " → " + renewed));
        String effective = change.at("effective").text();
        String reason = change.at("reason").text();
        if (!reason.isEmpty()) {
            out.println(Terminal.printable("    " + reason));
        } else if (!effective.isEmpty() && !effective.equals(renewed)) {
            out.println(Terminal.printable("    in force: " + effective));
        }
    }

    /** {@code applied on 1/1 nodes in 41 ms; 212 idle connections closed (config_drain); 0 requests failed}. */
    private static String outcome(Json answer) {
        String applied = "applied on " + answer.at("applied").number() + "/"
                + answer.at("nodes").number() + " nodes in "
                + answer.at("took_ms").text() + " ms; ";
        String effects = answer.at("effects").members().entrySet().stream()
                .map(ChangeReport::effect)
                .collect(Collectors.joining("; "));
        return applied + (effects.isEmpty() ? "" : effects + "; ")
                + answer.at("failed_requests").number() + " requests failed";
    }

    private static String effect(Map.Entry<String, Json> effect) {
        String count = effect.getValue().text();
        return effect.getKey().equals("idle_connections_closed")
                ? count + " idle connections closed (config_drain)"
                : count + " " + effect.getKey().replace('_', ' ');
    }
}
