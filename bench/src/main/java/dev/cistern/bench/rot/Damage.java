package dev.cistern.bench.rot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One way in which a file on a disk goes bad, of itself. */
enum Damage {
    /** One bit is another. */
    BIT {
        @Override
        byte[] apply(byte[] good, SplittableRandom random) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            return bad;
        }
    },
    /** The end is missing: one byte, or all, or anything between. */
    TRUNCATION {
        @Override
        byte[] apply(byte[] good, SplittableRandom random) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
    },
    /** Two sectors lie in each other's place; a bit is another where there are no two that differ. */
    SWAP {
        @Override
        byte[] apply(byte[] good, SplittableRandom random) {
            int sectors = good.length / SECTOR_BYTES;
            for (int attempt = 0; sectors > 1 && attempt < 10; attempt++) {
                int one = random.nextInt(sectors) * SECTOR_BYTES;
                int other = random.nextInt(sectors) * SECTOR_BYTES;
                byte[] bad = good.clone();
                System.arraycopy(good, one, bad, other, SECTOR_BYTES);
                System.arraycopy(good, other, bad, one, SECTOR_BYTES);
                if (!Arrays.equals(good, bad)) {
                    return bad;
                }
            }
            return BIT.apply(good, random);
        }
    },
    /** A sector holds zeros, as one that was never written; a bit is another where it held zeros before. */
    LOST_SECTOR {
        @Override
        byte[] apply(byte[] good, SplittableRandom random) {
            int from = random.nextInt((good.length + SECTOR_BYTES - 1) / SECTOR_BYTES) * SECTOR_BYTES;
            byte[] bad = good.clone();
            Arrays.fill(bad, from, Math.min(good.length, from + SECTOR_BYTES), (byte) 0);
            return Arrays.equals(good, bad) ? BIT.apply(good, random) : bad;
        }
    };

    private static final int SECTOR_BYTES = 512;

    /** What a file of these bytes holds afterwards; never the same. At least one byte. */
    abstract byte[] apply(byte[] good, SplittableRandom random);

    static Damage any(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }

    /** Writes into the file itself, as a disk would: who has it open sees it. */
    static void overwrite(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
