package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.io.PrintStream;

/** Settings that break a rule, each with where it stands, what is wrong and what would be right. */
final class SettingProblems {
    private SettingProblems() {}

    /** Prints the {@code problems} of an answer; nothing where it has none. */
    static void print(Json answer, PrintStream out) {
        for (Json problem : answer.at("problems").elements()) {
            String key = problem.at("key").text();
            String value = problem.at("value").text();
            String source = problem.at("source").text();
            String setting = key + (value.isEmpty() ? "" : " = " + value);
            out.println("  " + Terminal.printable(setting.isEmpty() ? source : setting));
            if (!setting.isEmpty() && !source.isEmpty()) {
                out.println("      in " + Terminal.printable(source));
            }
            out.println("      " + Terminal.printable(problem.at("reason").text()));
            problem.at("suggestion")
                    .optionalText()
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> out.println("      " + Terminal.printable(text)));
        }
    }
}
