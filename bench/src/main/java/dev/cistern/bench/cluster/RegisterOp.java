package dev.cistern.bench.cluster;

/**
 * Something that a client did with one object, which is a register: it holds a value, or nothing.
 *
 * @param kind what it was
 * @param value that it wrote or read; empty for nothing
 * @param expected that a {@link Kind#SWAP} wanted to find
 * @param begun nanoseconds, of any beginning
 * @param ended nanoseconds; {@link Long#MAX_VALUE} where nobody knows what came of it
 */
record RegisterOp(Kind kind, String value, String expected, long begun, long ended) {

    /** What was done, and how it was answered. */
    enum Kind {
        READ,
        WRITE,
        /** Wrote where nothing was. */
        CREATE,
        /** Was refused since something was there. */
        CREATE_REFUSED,
        /** Wrote where it found what it expected. */
        SWAP,
        /** Was refused since it did not find what it expected. */
        SWAP_REFUSED,
        /** Removed what was there. */
        DELETE,
        /** Found nothing to remove. */
        DELETE_REFUSED
    }

    boolean isUnknown() {
        return ended == Long.MAX_VALUE;
    }

    /** Whether it could have been answered so where the register held this. */
    boolean fits(String held) {
        return switch (kind) {
            case READ -> held.equals(value);
            case WRITE -> true;
            case CREATE, DELETE_REFUSED -> held.isEmpty();
            case CREATE_REFUSED, DELETE -> !held.isEmpty();
            case SWAP -> held.equals(expected);
            case SWAP_REFUSED -> !held.equals(expected);
        };
    }

    /** What the register holds after it. */
    String after(String held) {
        return switch (kind) {
            case READ, CREATE_REFUSED, SWAP_REFUSED, DELETE_REFUSED -> held;
            case WRITE, CREATE, SWAP -> value;
            case DELETE -> "";
        };
    }
}
