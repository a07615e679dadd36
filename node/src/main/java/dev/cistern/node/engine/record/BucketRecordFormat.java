package dev.cistern.node.engine.record;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A bucket's record, byte for byte; {@code docs/formats/records.md} is its description. Format 1 is that of a bucket of its
 * own, format 2 that of one with a backend.
 */
final class BucketRecordFormat {
    private static final byte OWN = 1;
    private static final byte BACKED = 2;
    private static final int HEAD_BYTES = 1 + 2 * Long.BYTES;

    private BucketRecordFormat() {}

    static byte[] encode(BucketInfo bucket) {
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
        int backendBytes = record.length - HEAD_BYTES - Integer.BYTES;
        boolean own = backendBytes == 0 && record[0] == OWN;
        boolean backed = backendBytes > 0 && record[0] == BACKED;
        if (!own && !backed) {
            throw new DamagedRecordException("the record of bucket " + name + " does not have the format 1 or 2");
        }
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.getInt(record.length - Integer.BYTES) != crc32c(record)) {
            throw new DamagedRecordException("the record of bucket " + name + " does not match its CRC32C");
        }
        Optional<String> backend = backed
                ? Optional.of(new String(record, HEAD_BYTES, backendBytes, StandardCharsets.UTF_8))
                : Optional.empty();
        return new BucketInfo(name, in.getLong(1), Instant.ofEpochMilli(in.getLong(1 + Long.BYTES)), backend);
    }

    /** Of everything but the checksum itself, which comes last. */
    private static int crc32c(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, record.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
