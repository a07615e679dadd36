package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.seal.SealedForm;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.ObjectInfo.Multipart;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object's record, byte for byte; {@code docs/formats/records.md} is its description. A head with a checksum of its
 * own, so that a listing need not look at the bytes, then the bytes of a small object.
 */
public final class ObjectRecordFormat {
    private static final byte PLAIN = 1;
    private static final byte WITH_TRAITS = 2;
    /** Also has a map of what few objects have. */
    private static final byte WITH_MORE = 3;
    /** Also says whose disks the bytes lie on. */
    private static final byte WITH_PLACES = 4;

    private static final byte INLINE = 0;
    private static final byte BLOB = 1;
    private static final byte PARTS = 2;
    private static final int HEAD_LENGTH_AT = 2;
    private static final int USUAL_HEAD_BYTES = 256;
    private static final String NO_MD5 = "0".repeat(2 * RecordInput.MD5_BYTES);

    private ObjectRecordFormat() {}

    /** @param tail what follows the head: bytes of the object where the record holds them, a list of parts, or nothing */
    public static byte[] encode(ObjectRecord object, byte[] tail) {
        ObjectInfo info = object.info();
        Map<String, String> more = MoreTraits.write(info.traits());
        byte format = format(object, more);
        RecordOutput out = new RecordOutput(USUAL_HEAD_BYTES);
        out.write(format);
        out.write(placeNumber(object.place()));
        out.writeInt(0);
        out.writeLong(info.size());
        out.writeLong(info.version());
        out.writeLong(info.modified().toEpochMilli());
        out.writeHex(md5(info));
        out.writeLong(placeValue(object.place()));
        out.writeMap(info.headers());
        out.writeMap(info.metadata());
        if (format != PLAIN) {
            writeTraits(out, info.traits());
        }
        if (format >= WITH_MORE) {
            out.writeMap(more);
        }
        if (format == WITH_PLACES) {
            out.writePlaces(object.place() instanceof Place.Blob blob ? blob.places() : Places.FOUNDER);
        }
        out.writeInt(0);
        byte[] head = out.toBytes();
        int headLength = head.length;
        byte[] record = Arrays.copyOf(head, headLength + tail.length);
        System.arraycopy(tail, 0, record, headLength, tail.length);
        ByteBuffer view = ByteBuffer.wrap(record).putInt(HEAD_LENGTH_AT, headLength);
        int checksum = RecordOutput.crc32c(record, 0, headLength - Integer.BYTES);
        return view.putInt(headLength - Integer.BYTES, checksum).array();
    }

    private static byte format(ObjectRecord object, Map<String, String> more) {
        boolean placed = object.place() instanceof Place.Blob blob
                ? !blob.places().isFounder()
                : object.place() instanceof Place.Parts list && list.placed();
        if (placed) {
            return WITH_PLACES;
        }
        byte traits = more.isEmpty() ? WITH_TRAITS : WITH_MORE;
        return object.info().traits().equals(Traits.NONE) ? PLAIN : traits;
    }

    /** Whether the first bytes of a record, as many as there are, hold its whole head. */
    static boolean holdsHead(byte[] beginning) {
        return ByteBuffer.wrap(beginning).getInt(HEAD_LENGTH_AT) <= beginning.length;
    }

    /**
     * Reads and verifies the head.
     *
     * @param record at least its head; what comes behind it is not looked at
     */
    static ObjectRecord decode(ObjectName name, byte[] record) throws DamagedRecordException {
        int headLength = headLength(name, record);
        try {
            RecordInput in = new RecordInput(ByteBuffer.wrap(record, 0, headLength - Integer.BYTES));
            byte format = in.read();
            byte place = in.read();
            int unused = in.readInt();
            long size = in.readLong();
            long version = in.readLong();
            Instant modified = Instant.ofEpochMilli(in.readLong());
            String md5 = in.readHex(RecordInput.MD5_BYTES);
            long placeValue = in.readLong();
            Map<String, String> headers = in.readMap();
            Map<String, String> metadata = in.readMap();
            Traits usual = format == PLAIN ? Traits.NONE : readTraits(in, md5);
            Traits traits = format >= WITH_MORE ? MoreTraits.read(in.readMap(), usual) : usual;
            boolean placed = format == WITH_PLACES;
            Places places = placed ? in.readPlaces() : Places.FOUNDER;
            boolean unhashed =
                    traits.multipart().isPresent() || traits.standing().isMarker();
            String whole = unhashed ? "" : md5;
            ObjectInfo info = new ObjectInfo(name, size, whole, version, modified, headers, metadata, traits);
            return new ObjectRecord(info, place(place, placeValue, placed).at(places));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException("the record of " + name + " does not follow its format");
        }
    }

    /** Reads and verifies the bytes of a small object out of its record. */
    static byte[] inlineBytes(ObjectRecord object, byte[] record) throws DamagedRecordException {
        byte[] tail = tail(object, record);
        if (!(object.place() instanceof Place.Inline inline)
                || tail.length != storedSize(object.info())
                || RecordOutput.crc32c(tail, 0, tail.length) != inline.crc32c()) {
            throw new DamagedRecordException(
                    "the bytes of " + object.info().name() + " do not match the CRC32C in their record");
        }
        return tail;
    }

    /** Reads and verifies the list of parts out of an object's record; empty where it has none. */
    static List<StoredPart> parts(ObjectRecord object, byte[] record) throws DamagedRecordException {
        if (!(object.place() instanceof Place.Parts list)) {
            return List.of();
        }
        byte[] tail = tail(object, record);
        if (RecordOutput.crc32c(tail, 0, tail.length) != list.crc32c()) {
            throw new DamagedRecordException(
                    "the list of parts of " + object.info().name() + " does not match the CRC32C in its record");
        }
        return PartFormat.decodeList(tail, new PartFormat.Form(isEncrypted(object.info()), list.placed()));
    }

    /** What follows the head, not verified. */
    static byte[] tail(ObjectRecord object, byte[] record) throws DamagedRecordException {
        return Arrays.copyOfRange(record, headLength(object.info().name(), record), record.length);
    }

    /** Bytes that the object's bytes take where they lie. */
    private static long storedSize(ObjectInfo info) {
        return isEncrypted(info) ? SealedForm.sealedSize(info.size()) : info.size();
    }

    private static boolean isEncrypted(ObjectInfo info) {
        return info.traits().encrypted().isPresent();
    }

    /** Zeros for a delete marker, which has no bytes. */
    private static String md5(ObjectInfo info) {
        return info.isDeleteMarker()
                ? NO_MD5
                : info.traits().multipart().map(Multipart::md5).orElse(info.md5());
    }

    private static void writeTraits(RecordOutput out, Traits traits) {
        out.writeMap(traits.tags());
        out.writeChecksum(traits.checksum().map(KeptChecksum::value));
        out.write(traits.checksum().map(KeptChecksum::composite).orElse(false) ? 1 : 0);
        out.writeInt(traits.multipart().map(Multipart::parts).orElse(0));
        out.writeLong(traits.multipart().map(Multipart::upload).orElse(0L));
    }

    private static Traits readTraits(RecordInput in, String md5) {
        Map<String, String> tags = in.readMap();
        Optional<Checksum> checksum = in.readChecksum();
        boolean composite = in.read() == 1;
        int parts = in.readInt();
        long upload = in.readLong();
        return new Traits(
                tags,
                checksum.map(value -> new KeptChecksum(value, composite)),
                parts == 0 ? Optional.empty() : Optional.of(new Multipart(parts, md5, upload)));
    }

    private static int headLength(ObjectName name, byte[] record) throws DamagedRecordException {
        if (record.length < HEAD_LENGTH_AT + Integer.BYTES) {
            throw new DamagedRecordException("the record of " + name + " has only " + record.length + " bytes");
        }
        if (record[0] < PLAIN || record[0] > WITH_PLACES) {
            throw new DamagedRecordException(
                    "the record of " + name + " has format " + record[0] + "; known are 1 to 4");
        }
        int headLength = ByteBuffer.wrap(record).getInt(HEAD_LENGTH_AT);
        if (headLength < HEAD_LENGTH_AT + 2 * Integer.BYTES || headLength > record.length) {
            throw new DamagedRecordException("the record of " + name + " is damaged: its head claims " + headLength
                    + " of " + record.length + " bytes");
        }
        int checksum = ByteBuffer.wrap(record).getInt(headLength - Integer.BYTES);
        if (checksum != RecordOutput.crc32c(record, 0, headLength - Integer.BYTES)) {
            throw new DamagedRecordException("the record of " + name + " does not match its CRC32C");
        }
        return headLength;
    }

    private static byte placeNumber(Place place) {
        if (place instanceof Place.Blob) {
            return BLOB;
        }
        return place instanceof Place.Parts ? PARTS : INLINE;
    }

    private static long placeValue(Place place) {
        if (place instanceof Place.Blob blob) {
            return blob.id();
        }
        return Integer.toUnsignedLong(
                place instanceof Place.Parts list ? list.crc32c() : ((Place.Inline) place).crc32c());
    }

    private static Place place(byte number, long value, boolean placed) {
        return switch (number) {
            case INLINE -> new Place.Inline((int) value);
            case BLOB -> new Place.Blob(value);
            case PARTS -> new Place.Parts((int) value, placed);
            default -> throw new IllegalArgumentException("there is no place " + number);
        };
    }
}
