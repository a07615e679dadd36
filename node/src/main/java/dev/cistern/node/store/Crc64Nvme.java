package dev.cistern.node.store;

/** CRC-64/NVME: reflected, polynomial 0xAD93D23594C93659, begun and ended with all ones. Used by one thread at a time. */
public final class Crc64Nvme implements java.util.zip.Checksum {
    /** The polynomial with its bits reversed. */
    public static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final long[][] TABLES = tables();

    private long crc = -1;

    @Override
    public void update(int oneByte) {
        crc = TABLES[0][(int) (crc ^ oneByte) & 0xff] ^ (crc >>> 8);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            long mixed = crc ^ word(bytes, at);
            crc = 0;
            for (int i = 0; i < 8; i++) {
                crc ^= TABLES[7 - i][(int) (mixed >>> (8 * i)) & 0xff];
            }
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }

    private static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = (word << 8) | (bytes[at + i] & 0xff);
        }
        return word;
    }

    /** Table k advances a byte by k more bytes of zeros, so that eight bytes are taken at once. */
    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int value = 0; value < 256; value++) {
            long crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            tables[0][value] = crc;
        }
        for (int table = 1; table < 8; table++) {
            for (int value = 0; value < 256; value++) {
                long before = tables[table - 1][value];
                tables[table][value] = tables[0][(int) before & 0xff] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
