package dev.cistern.bench.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes that follow from a seed and their offset, so that any part can be computed anew and compared.
 *
 * @param lengthBytes 0 or more
 */
public record Body(long seed, long lengthBytes) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** The body of one version of one object. */
    public static Body of(long seed, String key, long version, long lengthBytes) {
        return new Body(mix(mix(seed + key.hashCode() * GOLDEN) + version * GOLDEN), lengthBytes);
    }

    /** Fills the array with the bytes from an offset, a multiple of 8, on. */
    public void fill(long offset, byte[] into) {
        long word = offset >>> 3;
        int i = 0;
        for (; i + 8 <= into.length; i += 8) {
            LONGS.set(into, i, mix(seed + word++ * GOLDEN));
        }
        long last = mix(seed + word * GOLDEN);
        for (; i < into.length; i++) {
            into[i] = (byte) last;
            last >>>= 8;
        }
    }

    /** All of it; for bodies that fit into memory. */
    public byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(lengthBytes)];
        fill(0, all);
        return all;
    }

    /** The byte at an offset. */
    public byte at(long offset) {
        return (byte) (mix(seed + (offset >>> 3) * GOLDEN) >>> ((offset & 7) * 8));
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
