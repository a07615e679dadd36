package dev.cistern.backends.parts;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The MD5 of bytes as they pass, and what else they must come to. Confined to its user. */
public final class Digests {
    private static final Map<String, String> JAVA_NAMES = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    private final MessageDigest md5 = digest("MD5");
    private final Map<String, MessageDigest> others = new LinkedHashMap<>();
    private final @Nullable CRC32C crc32c;
    private final Map<String, String> expected;

    /** @param expected hexadecimal digits by name, see {@link dev.cistern.backends.BackendPut#checksums} */
    public Digests(Map<String, String> expected) {
        this.expected = expected;
        this.crc32c = expected.containsKey("crc32c") ? new CRC32C() : null;
        JAVA_NAMES.forEach((name, java) -> {
            if (expected.containsKey(name)) {
                others.put(name, digest(java));
            }
        });
    }

    /** Of Java's name for it. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** @param bytes not changed, and not copied */
    public void update(Buffer bytes) {
        for (ByteBuffer part : ((BufferInternal) bytes).getByteBuf().nioBuffers()) {
            md5.update(part.duplicate());
            others.values().forEach(digest -> digest.update(part.duplicate()));
            if (crc32c != null) {
                crc32c.update(part.duplicate());
            }
        }
    }

    /**
     * The MD5 of all bytes; to be asked once.
     *
     * @throws BackendException {@link Fault#CHECKSUM} where they came to something else than they must
     */
    public String finish() throws BackendException {
        String came = HexFormat.of().formatHex(md5.digest());
        compare("md5", came);
        for (Map.Entry<String, MessageDigest> other : others.entrySet()) {
            compare(other.getKey(), HexFormat.of().formatHex(other.getValue().digest()));
        }
        if (crc32c != null) {
            compare("crc32c", HexFormat.of().toHexDigits((int) crc32c.getValue()));
        }
        return came;
    }

    private void compare(String name, String came) throws BackendException {
        String must = expected.get(name);
        if (must != null && !must.equalsIgnoreCase(came)) {
            throw new BackendException(
                    Fault.CHECKSUM, "the body comes to the " + name + " " + came + ", and not to " + must);
        }
    }
}
