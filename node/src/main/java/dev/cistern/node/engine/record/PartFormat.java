package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Multiparts.Part;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part as a record of its own and in the list behind an object's head; {@code docs/formats/records.md} describes both. */
public final class PartFormat {
    private static final byte PLAIN = 1;
    private static final byte SEALED = 2;
    private static final int SALT_BYTES = 16;
    private static final int USUAL_BYTES = 64;

    private PartFormat() {}

    static byte[] encode(StoredPart part) {
        RecordOutput out = new RecordOutput(USUAL_BYTES);
        out.write(part.salt().isEmpty() ? PLAIN : SEALED);
        write(out, part);
        return out.toSealedBytes();
    }

    static StoredPart decode(byte[] record) throws DamagedRecordException {
        try {
            boolean sealed = record.length > 0 && record[0] == SEALED;
            return read(RecordInput.unsealed(record, sealed ? SEALED : PLAIN, "the record of a part"), sealed);
        } catch (BufferUnderflowException e) {
            throw new DamagedRecordException("the record of a part does not follow its format");
        }
    }

    /** The parts of an object, in order. */
    public static byte[] encodeList(List<StoredPart> parts) {
        RecordOutput out = new RecordOutput(parts.size() * USUAL_BYTES);
        parts.forEach(part -> write(out, part));
        return out.toBytes();
    }

    /**
     * Reads what {@link #encodeList} wrote.
     *
     * @param bytes verified already
     * @param sealed whether the parts are
     */
    static List<StoredPart> decodeList(byte[] bytes, boolean sealed) throws DamagedRecordException {
        RecordInput in = new RecordInput(ByteBuffer.wrap(bytes));
        List<StoredPart> parts = new ArrayList<>();
        try {
            while (in.hasMore()) {
                parts.add(read(in, sealed));
            }
        } catch (BufferUnderflowException e) {
            throw new DamagedRecordException("a list of parts does not follow its format");
        }
        return parts;
    }

    private static void write(RecordOutput out, StoredPart stored) {
        Part part = stored.part();
        out.writeInt(part.number());
        out.writeLong(stored.blobId());
        out.writeLong(part.size());
        out.writeLong(part.modified().toEpochMilli());
        out.writeHex(part.md5());
        out.writeChecksum(part.checksum());
        out.writeHex(stored.salt());
    }

    private static StoredPart read(RecordInput in, boolean sealed) {
        int number = in.readInt();
        long blobId = in.readLong();
        long size = in.readLong();
        Instant modified = Instant.ofEpochMilli(in.readLong());
        String md5 = in.readHex(RecordInput.MD5_BYTES);
        Optional<Checksum> checksum = in.readChecksum();
        String salt = sealed ? in.readHex(SALT_BYTES) : "";
        return new StoredPart(new Part(number, size, md5, modified, checksum), blobId, salt);
    }
}
