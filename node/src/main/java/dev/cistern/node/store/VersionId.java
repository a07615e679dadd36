package dev.cistern.node.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which version of an object. As text: {@code null}, or 32 characters that begin the smaller the later the version was
 * written, so that in order of text the newest comes first. What follows the number makes a guessed id miss.
 *
 * @param number {@link ObjectInfo#version()} of the version; 0 for the null version, the one without an id of its own, of
 *     which an object has at most one
 */
public record VersionId(long number) {
    public static final VersionId NULL = new VersionId(0);
    /** Looks like an id and is that of no version. */
    public static final VersionId UNKNOWN = new VersionId(-1);

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{32}");
    private static final int DIGITS = 16;

    /** Reads what a client sent; empty where it does not even look like an id. */
    public static Optional<VersionId> parse(String text) {
        if (text.equals("null")) {
            return Optional.of(NULL);
        }
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            VersionId id = new VersionId(Long.MAX_VALUE - Long.parseUnsignedLong(text.substring(0, DIGITS), DIGITS));
            return Optional.of(id.number > 0 && id.text().equals(text) ? id : UNKNOWN);
        } catch (NumberFormatException e) {
            return Optional.of(UNKNOWN);
        }
    }

    /** As clients see it. */
    public String text() {
        return number == 0 ? "null" : String.format("%016x%016x", Long.MAX_VALUE - number, mixed(number));
    }

    @Override
    public String toString() {
        return text();
    }

    /** The finish of SplitMix64: close numbers have nothing in common. Never changes, since ids live with clients. */
    private static long mixed(long number) {
        long bits = number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
