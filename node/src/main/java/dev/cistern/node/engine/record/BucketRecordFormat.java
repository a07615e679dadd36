package dev.cistern.node.engine.record;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A bucket's record, byte for byte; {@code docs/formats/records.md} is its description. Format 1 is that of a bucket of its
 * own, format 2 that of one with a backend, format 3 that of one with an owner or documents.
 */
final class BucketRecordFormat {
    private static final byte OWN = 1;
    private static final byte BACKED = 2;
    private static final byte WITH_TRAITS = 3;
    private static final int HEAD_BYTES = 1 + 2 * Long.BYTES;

    private BucketRecordFormat() {}

    static byte[] encode(BucketInfo bucket) {
        BucketTraits traits = bucket.traits();
        if (traits.owner().isPresent() || !traits.documents().isEmpty()) {
            return encodeWithTraits(bucket);
        }
        byte[] backend = bucket.backend().orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] record = new byte[HEAD_BYTES + backend.length + Integer.BYTES];
        return ByteBuffer.wrap(record)
                .put(bucket.backend().isPresent() ? BACKED : OWN)
                .putLong(bucket.id())
                .putLong(bucket.created().toEpochMilli())
                .put(backend)
                .putInt(crc32c(record))
                .array();
    }

    static BucketInfo decode(BucketName name, byte[] record) throws DamagedRecordException {
        if (record.length > 0 && record[0] == WITH_TRAITS) {
            return decodeWithTraits(name, record);
        }
        int backendBytes = record.length - HEAD_BYTES - Integer.BYTES;
        boolean own = backendBytes == 0 && record[0] == OWN;
        boolean backed = backendBytes > 0 && record[0] == BACKED;
        if (!own && !backed) {
            throw new DamagedRecordException("the record of bucket " + name + " does not have the format 1, 2 or 3");
        }
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.getInt(record.length - Integer.BYTES) != crc32c(record)) {
            throw new DamagedRecordException("the record of bucket " + name + " does not match its CRC32C");
        }
        BucketTraits traits = backed
                ? BucketTraits.backedBy(new String(record, HEAD_BYTES, backendBytes, StandardCharsets.UTF_8))
                : BucketTraits.NONE;
        return new BucketInfo(name, in.getLong(1), Instant.ofEpochMilli(in.getLong(1 + Long.BYTES)), traits);
    }

    private static byte[] encodeWithTraits(BucketInfo bucket) {
        BucketTraits traits = bucket.traits();
        Map<String, String> documents = new HashMap<>();
        traits.documents().forEach((document, text) -> documents.put(document.title(), text));
        RecordOutput out = new RecordOutput(256);
        out.write(WITH_TRAITS);
        out.writeLong(bucket.id());
        out.writeLong(bucket.created().toEpochMilli());
        out.writeText(traits.backend().orElse(""));
        out.writeText(traits.owner().orElse(""));
        out.writeMap(documents);
        return out.toSealedBytes();
    }

    private static BucketInfo decodeWithTraits(BucketName name, byte[] record) throws DamagedRecordException {
        String what = "the record of bucket " + name;
        RecordInput in = RecordInput.unsealed(record, WITH_TRAITS, what);
        try {
            long id = in.readLong();
            Instant created = Instant.ofEpochMilli(in.readLong());
            Optional<String> backend = present(in.readText());
            Optional<String> owner = present(in.readText());
            Map<BucketDocument, String> documents = new EnumMap<>(BucketDocument.class);
            in.readMap().forEach((title, text) -> documents.put(document(title), text));
            return new BucketInfo(name, id, created, new BucketTraits(backend, owner, documents));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException(what + " does not follow its format");
        }
    }

    private static BucketDocument document(String title) {
        return Arrays.stream(BucketDocument.values())
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no document " + title));
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Of everything but the checksum itself, which comes last. */
    private static int crc32c(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, record.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
