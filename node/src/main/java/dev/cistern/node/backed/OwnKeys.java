package dev.cistern.node.backed;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names that the node keeps for itself in buckets whose objects come from elsewhere: those that begin with NUL. They stand
 * before all others, go with their bucket, and no client sees them; {@code docs/formats/backed.md} describes each.
 */
final class OwnKeys {
    /** Of {@link Manifest}s. */
    static final String MANIFESTS = "\0m/";
    /** Of chunks. */
    static final String CHUNKS = "\0c/";
    /** Of writes that are not in the cloud yet. */
    static final String WRITES = "\0w/";

    /** Of changes that went through to the cloud. */
    static final String CHANGES = "\0g/";

    private static final String MARK = "\0";
    /** After all of them, and before all others that do not begin with NUL. */
    private static final String LAST = "\0~";

    private OwnKeys() {}

    /** @throws StoreException {@link Code#INVALID_KEY} for one of these */
    static void refuse(ObjectName object) {
        if (isOwn(object)) {
            throw new StoreException(
                    Code.INVALID_KEY,
                    "in a bucket whose objects come from a backend, keys must not begin with NUL: " + object);
        }
    }

    static boolean isOwn(ObjectName object) {
        return object.key().startsWith(MARK);
    }

    /** The same without them. */
    static ListCommand hidden(ListCommand command) {
        boolean past =
                command.startAfter().filter(key -> key.compareTo(LAST) > 0).isPresent();
        return past
                ? command
                : new ListCommand(
                        command.bucket(),
                        command.prefix(),
                        command.delimiter(),
                        Optional.of(LAST),
                        command.maxKeys(),
                        command.fallback());
    }

    static ObjectName manifest(ObjectName object) {
        return new ObjectName(object.bucket(), MANIFESTS + digest(object));
    }

    /** Where all chunks of an object are, of whatever version of it. */
    static String chunks(ObjectName object) {
        return CHUNKS + digest(object) + "/";
    }

    /** @param version of the manifest */
    static String chunks(ObjectName object, long version) {
        return chunks(object) + HexFormat.of().toHexDigits(version) + "/";
    }

    static ObjectName chunk(ObjectName object, long version, long index) {
        return new ObjectName(
                object.bucket(), chunks(object, version) + HexFormat.of().toHexDigits((int) index));
    }

    /**
     * The chunks of one manifest.
     *
     * @param version of the manifest
     */
    record Chunks(BucketName bucket, String digest, long version) {
        private static final int DIGEST_LENGTH = 64;
        private static final int VERSION_LENGTH = 16;

        /** Those that one of them is among. */
        static Chunks of(ObjectName chunk) {
            int digest = CHUNKS.length();
            int version = digest + DIGEST_LENGTH + 1;
            String key = chunk.key();
            return new Chunks(
                    chunk.bucket(),
                    key.substring(digest, digest + DIGEST_LENGTH),
                    HexFormat.fromHexDigitsToLong(key, version, version + VERSION_LENGTH));
        }

        ObjectName manifest() {
            return new ObjectName(bucket, MANIFESTS + digest);
        }

        /** That the keys of all begin with. */
        String prefix() {
            return CHUNKS + digest + "/" + HexFormat.of().toHexDigits(version) + "/";
        }

        /** After all of them, and before all others. */
        String last() {
            return prefix() + "~";
        }
    }

    static ObjectName write(ObjectName object) {
        return new ObjectName(object.bucket(), WRITES + digest(object));
    }

    static ObjectName change(ObjectName object) {
        return new ObjectName(object.bucket(), CHANGES + digest(object));
    }

    /** Keys may be as long as names can be. */
    private static String digest(ObjectName object) {
        try {
            byte[] key = object.key().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
