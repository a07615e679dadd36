package dev.cistern.node.store;

import java.util.Locale;

/**
 * What the bytes of a body must come to.
 *
 * @param hex lower-case hexadecimal digits
 */
public record Checksum(Algorithm algorithm, String hex) {

    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /** The algorithms a body can be checked with. */
    public enum Algorithm {
        MD5(16),
        CRC32(4),
        CRC32C(4),
        CRC64NVME(8),
        SHA1(20),
        SHA256(32),
        SHA512(64);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }

        /** Length of a value. */
        public int bytes() {
            return bytes;
        }
    }
}
