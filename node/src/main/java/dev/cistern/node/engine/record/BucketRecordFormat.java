package dev.cistern.node.engine.record;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;

/** A bucket's record, byte for byte; {@code docs/formats/records.md} is its description. */
final class BucketRecordFormat {
    private static final byte VERSION = 1;
    private static final int CHECKED_BYTES = 1 + 2 * Long.BYTES;
    private static final int BYTES = CHECKED_BYTES + Integer.BYTES;

    private BucketRecordFormat() {}

    static byte[] encode(BucketInfo bucket) {
        byte[] record = new byte[BYTES];
        return ByteBuffer.wrap(record)
                .put(VERSION)
                .putLong(bucket.id())
                .putLong(bucket.created().toEpochMilli())
                .putInt(CHECKED_BYTES, crc32c(record))
                .array();
    }

    static BucketInfo decode(BucketName name, byte[] record) throws DamagedRecordException {
        if (record.length != BYTES || record[0] != VERSION) {
            throw new DamagedRecordException("the record of bucket " + name + " does not have the format 1");
        }
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.getInt(CHECKED_BYTES) != crc32c(record)) {
            throw new DamagedRecordException("the record of bucket " + name + " does not match its CRC32C");
        }
        return new BucketInfo(name, in.getLong(1), Instant.ofEpochMilli(in.getLong(1 + Long.BYTES)));
    }

    private static int crc32c(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, CHECKED_BYTES);
        return (int) crc.getValue();
    }
}
