package dev.cistern.node.engine;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a body comes to: always its MD5, and what the client asked to be checked. Used by one thread at a time. */
final class BodyDigests {
    private final List<Checksum> expected;
    private final MessageDigest md5 = digest("MD5");
    private final Map<Algorithm, MessageDigest> others = new EnumMap<>(Algorithm.class);
    private @Nullable CRC32C crc32c;

    BodyDigests(List<Checksum> expected) {
        this.expected = expected;
        for (Checksum checksum : expected) {
            switch (checksum.algorithm()) {
                case MD5 -> others.put(Algorithm.MD5, md5);
                case CRC32C -> crc32c = new CRC32C();
                case SHA256 -> others.computeIfAbsent(Algorithm.SHA256, any -> digest("SHA-256"));
                case SHA512 -> others.computeIfAbsent(Algorithm.SHA512, any -> digest("SHA-512"));
            }
        }
    }

    /** Leaves the buffer as it is. */
    void update(ByteBuffer bytes) {
        md5.update(bytes.duplicate());
        others.forEach((algorithm, digest) -> {
            if (algorithm != Algorithm.MD5) {
                digest.update(bytes.duplicate());
            }
        });
        if (crc32c != null) {
            crc32c.update(bytes.duplicate());
        }
    }

    /**
     * Ends the body.
     *
     * @return its MD5 in lower-case hexadecimal digits
     * @throws StoreException {@link Code#CHECKSUM_MISMATCH}, naming both values
     */
    String finish() {
        Map<Algorithm, String> actual = new EnumMap<>(Algorithm.class);
        others.forEach(
                (algorithm, digest) -> actual.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        if (crc32c != null) {
            actual.put(Algorithm.CRC32C, HexFormat.of().toHexDigits((int) crc32c.getValue()));
        }
        for (Checksum checksum : expected) {
            String value = actual.get(checksum.algorithm());
            if (!checksum.hex().equals(value)) {
                throw new StoreException(
                        Code.CHECKSUM_MISMATCH,
                        "the body's " + checksum.algorithm() + " is " + value + ", not " + checksum.hex()
                                + " as announced");
            }
        }
        String known = actual.get(Algorithm.MD5);
        return known == null ? HexFormat.of().formatHex(md5.digest()) : known;
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new StoreException(Code.INTERNAL, "every Java has " + name, e);
        }
    }
}
