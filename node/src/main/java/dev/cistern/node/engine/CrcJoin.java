package dev.cistern.node.engine;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Crc64Nvme;

/**
 * The CRC of bytes that follow each other, out of their CRCs and lengths alone: appending n zero bytes to what a CRC was
 * computed of is a linear map over GF(2), which is raised to the n-th power by squaring, as zlib does.
 */
final class CrcJoin {
    private static final long CRC32 = 0xEDB88320L;
    private static final long CRC32C = 0x82F63B78L;

    private CrcJoin() {}

    /** Whether values of the algorithm can be joined. */
    static boolean joins(Algorithm algorithm) {
        return algorithm == Algorithm.CRC32 || algorithm == Algorithm.CRC32C || algorithm == Algorithm.CRC64NVME;
    }

    /** @param secondBytes how many bytes {@code second} was computed of */
    static Checksum join(Checksum first, Checksum second, long secondBytes) {
        Algorithm algorithm = first.algorithm();
        int width = algorithm.bytes() * 8;
        long joined = advance(polynomial(algorithm), width, Long.parseUnsignedLong(first.hex(), 16), secondBytes)
                ^ Long.parseUnsignedLong(second.hex(), 16);
        return new Checksum(algorithm, String.format("%0" + algorithm.bytes() * 2 + "x", joined));
    }

    private static long polynomial(Algorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> CRC32;
            case CRC32C -> CRC32C;
            case CRC64NVME -> Crc64Nvme.POLYNOMIAL;
            case MD5, SHA1, SHA256, SHA512 -> throw new IllegalArgumentException(algorithm + " cannot be joined");
        };
    }

    private static long advance(long polynomial, int width, long crc, long zeroBytes) {
        long[] step = new long[width];
        step[0] = polynomial;
        for (int bit = 1; bit < width; bit++) {
            step[bit] = 1L << (bit - 1);
        }
        // By one bit; squared three times, by one byte.
        step = square(square(square(step)));
        long value = crc;
        for (long left = zeroBytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                value = times(step, value);
            }
            step = square(step);
        }
        return value;
    }

    private static long[] square(long[] matrix) {
        long[] squared = new long[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            squared[i] = times(matrix, matrix[i]);
        }
        return squared;
    }

    private static long times(long[] matrix, long vector) {
        long sum = 0;
        for (long left = vector; left != 0; left &= left - 1) {
            sum ^= matrix[Long.numberOfTrailingZeros(left)];
        }
        return sum;
    }
}
