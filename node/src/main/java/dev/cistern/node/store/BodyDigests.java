package dev.cistern.node.store;

import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What a body comes to: always its MD5, and what the client asked to be checked or kept. Used by one thread at a time. */
public final class BodyDigests {
    private final BodyChecks checks;
    private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
    private final Map<Algorithm, java.util.zip.Checksum> crcs = new EnumMap<>(Algorithm.class);

    /**
     * What a body came to.
     *
     * @param md5 lower-case hexadecimal digits
     * @param kept see {@link BodyChecks#kept()}
     */
    public record Values(String md5, Optional<Checksum> kept) {}

    public BodyDigests(BodyChecks checks) {
        this.checks = checks;
        Set<Algorithm> wanted = EnumSet.of(Algorithm.MD5);
        checks.announced().forEach(checksum -> wanted.add(checksum.algorithm()));
        checks.signedSha256().ifPresent(any -> wanted.add(Algorithm.SHA256));
        checks.kept().ifPresent(wanted::add);
        wanted.forEach(this::add);
    }

    /** Leaves the buffer as it is, and copies nothing. */
    public void update(Buffer bytes) {
        for (ByteBuffer part : ((BufferInternal) bytes).getByteBuf().nioBuffers()) {
            update(part);
        }
    }

    /** Leaves the buffer as it is. */
    public void update(ByteBuffer bytes) {
        digests.values().forEach(digest -> digest.update(bytes.duplicate()));
        crcs.values().forEach(crc -> crc.update(bytes.duplicate()));
    }

    /**
     * Ends the body.
     *
     * @throws StoreException {@link Code#CHECKSUM_MISMATCH} or {@link Code#SIGNED_CHECKSUM_MISMATCH}, naming both values
     */
    public Values finish() {
        Map<Algorithm, String> actual = new EnumMap<>(Algorithm.class);
        digests.forEach(
                (algorithm, digest) -> actual.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        crcs.forEach((algorithm, crc) -> actual.put(algorithm, hex(algorithm, crc.getValue())));
        checks.signedSha256().ifPresent(signed -> {
            require(new Checksum(Algorithm.SHA256, signed), actual, Code.SIGNED_CHECKSUM_MISMATCH);
        });
        List<Checksum> expected = new ArrayList<>(checks.announced());
        expected.addAll(checks.trailing().get());
        expected.forEach(checksum -> require(checksum, actual, Code.CHECKSUM_MISMATCH));
        return new Values(
                value(Algorithm.MD5, actual),
                checks.kept().map(algorithm -> new Checksum(algorithm, value(algorithm, actual))));
    }

    private static void require(Checksum checksum, Map<Algorithm, String> actual, Code otherwise) {
        String value = value(checksum.algorithm(), actual);
        if (!checksum.hex().equals(value)) {
            throw new StoreException(
                    otherwise,
                    "the body's " + checksum.algorithm() + " is " + value + ", not " + checksum.hex()
                            + " as announced");
        }
    }

    private static String value(Algorithm algorithm, Map<Algorithm, String> actual) {
        String value = actual.get(algorithm);
        if (value == null) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, algorithm + " came behind the body without being announced before it");
        }
        return value;
    }

    private void add(Algorithm algorithm) {
        switch (algorithm) {
            case MD5 -> digests.put(algorithm, digest("MD5"));
            case SHA1 -> digests.put(algorithm, digest("SHA-1"));
            case SHA256 -> digests.put(algorithm, digest("SHA-256"));
            case SHA512 -> digests.put(algorithm, digest("SHA-512"));
            case CRC32 -> crcs.put(algorithm, new CRC32());
            case CRC32C -> crcs.put(algorithm, new CRC32C());
            case CRC64NVME -> crcs.put(algorithm, new Crc64Nvme());
        }
    }

    private static String hex(Algorithm algorithm, long value) {
        return algorithm.bytes() == Long.BYTES
                ? HexFormat.of().toHexDigits(value)
                : HexFormat.of().toHexDigits((int) value);
    }

    /** @throws StoreException never: every Java has these */
    public static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new StoreException(Code.INTERNAL, "every Java has " + name, e);
        }
    }
}
