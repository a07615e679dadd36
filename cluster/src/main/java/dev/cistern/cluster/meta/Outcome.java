package dev.cistern.cluster.meta;

/**
 * What came of a wish.
 *
 * @param code whether it was carried out
 * @param number the version of the settings, or the epoch of the members, that it brought
 * @param message why it was not carried out; empty when it was
 */
public record Outcome(Code code, long number, String message) {

    /** The order is part of the format. */
    public enum Code {
        DONE,
        /** Something else was changed first; look again and ask again. */
        CONFLICT,
        /** It cannot be carried out as things are. */
        REFUSED
    }

    static Outcome done(long number) {
        return new Outcome(Code.DONE, number, "");
    }

    static Outcome refused(String message) {
        return new Outcome(Code.REFUSED, 0, message);
    }

    /** Whether it was carried out. */
    public boolean isDone() {
        return code == Code.DONE;
    }
}
