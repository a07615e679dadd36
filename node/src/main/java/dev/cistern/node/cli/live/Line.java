package dev.cistern.node.cli.live;

/**
 * One line of a screen.
 *
 * @param text control characters in it, which could steer the terminal, are replaced
 * @param tone how it is shown where there are colours
 */
public record Line(String text, Tone tone) {
    /** How a line is shown. */
    public enum Tone {
        PLAIN(""),
        TITLE("\u001b[7m"),
        ALARM("\u001b[1;31m"),
        HEADING("\u001b[1m");

        private final String on;

        Tone(String on) {
            this.on = on;
        }
    }

    /** Makes the text safe to print. */
    public Line {
        text = text.codePoints()
                .map(c -> Character.isISOControl(c) ? '\ufffd' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static Line plain(String text) {
        return new Line(text, Tone.PLAIN);
    }

    /** No longer than a width, in characters. */
    Line cut(int width) {
        int characters = text.codePointCount(0, text.length());
        return characters <= width ? this : new Line(text.substring(0, text.offsetByCodePoints(0, width)), tone);
    }

    /** With the escape sequences of its tone. */
    public String coloured() {
        return tone.on.isEmpty() ? text : tone.on + text + "\u001b[0m";
    }
}
