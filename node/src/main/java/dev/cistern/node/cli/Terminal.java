package dev.cistern.node.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command reads and writes.
 *
 * @param terminals which of the three streams are a terminal: their numbers, such as {@code "02"}
 * @param environment variables by name
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, String terminals, Map<String, String> environment) {
    private static final String ERASE_LINE = "\r\u001b[K";

    /** Whether a person can be asked. */
    boolean asks() {
        return terminals.contains("0") && terminals.contains("2");
    }

    /** Whether a progress line can be redrawn. */
    boolean draws() {
        return terminals.contains("2");
    }

    /** One line in place of what was drawn before, empty to erase it; nothing where no line can be redrawn. */
    void draw(String line) {
        if (draws()) {
            err.print(ERASE_LINE + printable(line));
            err.flush();
        }
    }

    /** Whether what is printed is seen at once, and may be painted over. */
    boolean shows() {
        return terminals.contains("1");
    }

    /** Whether it can show a screen and read single keys. */
    boolean screens() {
        return shows() && terminals.contains("0");
    }

    /** Text from outside without control characters, which could otherwise change what the terminal shows. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                shown.append("\\n");
            } else if (c == '\t') {
                shown.append("\\t");
            } else if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
