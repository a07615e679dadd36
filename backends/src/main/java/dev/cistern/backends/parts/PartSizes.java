package dev.cistern.backends.parts;

import java.util.OptionalLong;

/**
 * How large the parts of an object are: {@value #LEAST} bytes, more where there would be too many of them, and at most
 * {@value #MOST}.
 */
public final class PartSizes {
    static final int LEAST = 8 << 20;
    static final int MOST = 64 << 20;
    /** As many as S3 takes. */
    private static final int MOST_PARTS = 10_000;

    private static final int MIB = 1 << 20;
    private static final int PARTS_WANTED = 1_000;
    private static final int DOUBLED_AFTER = 1_000;

    private final OptionalLong lengthBytes;
    private final int least;
    private final int most;

    /** @param lengthBytes of the object; empty where it is not known: then parts become larger the more there are */
    public PartSizes(OptionalLong lengthBytes) {
        this(lengthBytes, LEAST, MOST);
    }

    PartSizes(OptionalLong lengthBytes, int least, int most) {
        this.lengthBytes = lengthBytes;
        this.least = least;
        this.most = most;
    }

    /** @param number from 1 */
    int of(int number) {
        if (lengthBytes.isEmpty()) {
            return Math.min(most, least << Math.min(3, (number - 1) / DOUBLED_AFTER));
        }
        long even = (lengthBytes.getAsLong() / PARTS_WANTED + MIB - 1) / MIB * MIB;
        return (int) Math.max(least, Math.min(most, even));
    }

    /** Whether that many are allowed. */
    static boolean isAllowed(int number) {
        return number <= MOST_PARTS;
    }

    /** Whether an object can be as long. */
    public static boolean fits(long lengthBytes) {
        return lengthBytes <= (long) MOST * MOST_PARTS;
    }
}
