package dev.cistern.node.store;

import java.nio.charset.StandardCharsets;

/** Ranges of bytes. */
public final class RangeFuzz {
    private static final long[] SIZES = {0, 1, 10, 5L << 30, Long.MAX_VALUE};

    private RangeFuzz() {}

    /** What is understood lies within the object, and is the same when it is written and read again. */
    public static void fuzzerTestOneInput(byte[] data) {
        ByteRange.parse(new String(data, StandardCharsets.ISO_8859_1)).ifPresent(range -> {
            if (!ByteRange.parse(range.toString()).orElseThrow().equals(range)) {
                throw new AssertionError(range + " is not what it says");
            }
            for (long size : SIZES) {
                requireWithin(range, size);
            }
        });
    }

    private static void requireWithin(ByteRange range, long size) {
        try {
            ByteRange.Resolved part = range.resolve(size);
            boolean within = part.offset() >= 0 && part.length() >= 1 && part.offset() <= size - part.length();
            if (!within) {
                throw new AssertionError(range + " of " + size + " bytes is " + part);
            }
        } catch (StoreException refused) {
            // As it should be, where no byte is in it.
        }
    }
}
