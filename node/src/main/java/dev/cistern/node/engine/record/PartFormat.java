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
    /** Says whose disks the blob lies on. */
    private static final byte PLACED = 3;

    private static final byte SEALED_AND_PLACED = 4;
    private static final int SALT_BYTES = 16;
    private static final int USUAL_BYTES = 64;

    private PartFormat() {}

    static byte[] encode(StoredPart part) {
        RecordOutput out = new RecordOutput(USUAL_BYTES);
        Form form = new Form(!part.salt().isEmpty(), !part.places().isFounder());
        out.write(form.format());
        write(out, part, form);
        return out.toSealedBytes();
    }

    static StoredPart decode(byte[] record) throws DamagedRecordException {
        try {
            Form form = Form.of(record.length == 0 ? PLAIN : record[0]);
            return read(RecordInput.unsealed(record, form.format(), "the record of a part"), form);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException("the record of a part does not follow its format");
        }
    }

    /** What a part has besides what all have. */
    record Form(boolean sealed, boolean placed) {
        /** What is no format of a part counts as the first. */
        static Form of(byte format) {
            return new Form(
                    format == SEALED || format == SEALED_AND_PLACED, format == PLACED || format == SEALED_AND_PLACED);
        }

        byte format() {
            if (placed) {
                return sealed ? SEALED_AND_PLACED : PLACED;
            }
            return sealed ? SEALED : PLAIN;
        }
    }

    /**
     * The parts of an object, in order.
     *
     * @param placed whether each says whose disks it lies on
     */
    static byte[] encodeList(List<StoredPart> parts, boolean placed) {
        RecordOutput out = new RecordOutput(parts.size() * USUAL_BYTES);
        parts.forEach(part -> write(out, part, new Form(!part.salt().isEmpty(), placed)));
        return out.toBytes();
    }

    /**
     * Reads what {@link #encodeList} wrote.
     *
     * @param bytes verified already
     * @param form of every part
     */
    static List<StoredPart> decodeList(byte[] bytes, Form form) throws DamagedRecordException {
        RecordInput in = new RecordInput(ByteBuffer.wrap(bytes));
        List<StoredPart> parts = new ArrayList<>();
        try {
            while (in.hasMore()) {
                parts.add(read(in, form));
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException("a list of parts does not follow its format");
        }
        return parts;
    }

    private static void write(RecordOutput out, StoredPart stored, Form form) {
        Part part = stored.part();
        out.writeInt(part.number());
        out.writeLong(stored.blobId());
        out.writeLong(part.size());
        out.writeLong(part.modified().toEpochMilli());
        out.writeHex(part.md5());
        out.writeChecksum(part.checksum());
        out.writeHex(stored.salt());
        if (form.placed) {
            out.writePlaces(stored.places());
        }
    }

    private static StoredPart read(RecordInput in, Form form) {
        int number = in.readInt();
        long blobId = in.readLong();
        long size = in.readLong();
        Instant modified = Instant.ofEpochMilli(in.readLong());
        String md5 = in.readHex(RecordInput.MD5_BYTES);
        Optional<Checksum> checksum = in.readChecksum();
        String salt = form.sealed ? in.readHex(SALT_BYTES) : "";
        Places places = form.placed ? in.readPlaces() : Places.FOUNDER;
        return new StoredPart(new Part(number, size, md5, modified, checksum), blobId, salt, places);
    }
}
