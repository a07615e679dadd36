package dev.cistern.conf.load;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what the operator wrote.
 *
 * @param source file with line and column, variable name, or the command
 * @param key the setting concerned as written, at most 200 characters, null when the text as a whole is unreadable
 * @param value the value as written, at most 200 characters, null when there is none
 * @param reason what is wrong
 * @param suggestion what would be right; empty when the reason says it all
 */
public record Problem(
        String source, @Nullable String key, @Nullable String value, String reason, String suggestion) {

    private static final int LONGEST = 200;

    /** Cuts what is too long to show. */
    public Problem {
        key = cut(key);
        value = cut(value);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** One line: {@code FILE:3:5: key = value: reason; suggestion}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(source);
        if (key != null) {
            line.append(": ").append(key);
            if (value != null) {
                line.append(" = ").append(value);
            }
        }
        line.append(": ").append(reason);
        return suggestion.isEmpty()
                ? line.toString()
                : line.append("; ").append(suggestion).toString();
    }
}
