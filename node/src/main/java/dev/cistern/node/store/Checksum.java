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
        MD5,
        CRC32C,
        SHA256,
        SHA512
    }
}
