package dev.cistern.bench.crash;

import java.util.SplittableRandom;

/** How large the objects are. */
enum SizeMix {
    /** As in a tree of real files: empty ones, many small, few of megabytes; about 120 KB on average. */
    MIXED {
        @Override
        long next(SplittableRandom random) {
            int percent = random.nextInt(100);
            if (percent < 4) {
                return 0;
            }
            long most = percent < 34
                    ? 4 * KIB
                    : percent < 64 ? 16 * KIB : percent < 90 ? 128 * KIB : percent < 98 ? MIB : 4 * MIB;
            return random.nextLong(1, most + 1);
        }
    },
    /** 0 to 16 KiB. */
    SMALL {
        @Override
        long next(SplittableRandom random) {
            return random.nextLong(16 * KIB + 1);
        }
    },
    /** Of more than 16 KiB and up to 64 KiB: in segments, with default settings. */
    MIDDLE {
        @Override
        long next(SplittableRandom random) {
            return random.nextLong(16 * KIB + 1, 64 * KIB + 1);
        }
    },
    /** 1 to 4 MiB. */
    LARGE {
        @Override
        long next(SplittableRandom random) {
            return random.nextLong(MIB, 4 * MIB + 1);
        }
    };

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;

    abstract long next(SplittableRandom random);
}
