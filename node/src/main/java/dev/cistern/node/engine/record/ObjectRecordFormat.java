package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * An object's record, byte for byte; {@code docs/formats/records.md} is its description. A head with a checksum of its
 * own, so that a listing need not look at the bytes, then the bytes of a small object.
 */
public final class ObjectRecordFormat {
    private static final byte VERSION = 1;
    private static final byte INLINE = 0;
    private static final byte BLOB = 1;
    private static final int HEAD_LENGTH_AT = 2;

    private ObjectRecordFormat() {}

    /** @param bytes of the object where the record holds them, else empty */
    public static byte[] encode(ObjectRecord object, byte[] bytes) {
        ObjectInfo info = object.info();
        ByteArrayOutputStream head = new ByteArrayOutputStream(128 + bytes.length);
        DataOutputStream out = new DataOutputStream(head);
        try {
            out.writeByte(VERSION);
            out.writeByte(object.place() instanceof Place.Inline ? INLINE : BLOB);
            out.writeInt(0);
            out.writeLong(info.size());
            out.writeLong(info.version());
            out.writeLong(info.modified().toEpochMilli());
            out.write(HexFormat.of().parseHex(info.md5()));
            out.writeLong(placeValue(object.place()));
            writeMap(out, info.headers());
            writeMap(out, info.metadata());
            out.writeInt(0);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        byte[] record = head.toByteArray();
        int headLength = record.length - bytes.length;
        ByteBuffer view = ByteBuffer.wrap(record).putInt(HEAD_LENGTH_AT, headLength);
        return view.putInt(headLength - Integer.BYTES, crc32c(record, 0, headLength - Integer.BYTES))
                .array();
    }

    /** Reads and verifies the head. */
    static ObjectRecord decode(ObjectName name, byte[] record) throws DamagedRecordException {
        int headLength = headLength(name, record);
        try {
            ByteBuffer in = ByteBuffer.wrap(record, 0, headLength - Integer.BYTES);
            byte place = in.position(1).get();
            long size = in.position(HEAD_LENGTH_AT + Integer.BYTES).getLong();
            long version = in.getLong();
            Instant modified = Instant.ofEpochMilli(in.getLong());
            byte[] md5 = new byte[16];
            in.get(md5);
            long placeValue = in.getLong();
            Map<String, String> headers = readMap(in);
            Map<String, String> metadata = readMap(in);
            ObjectInfo info =
                    new ObjectInfo(name, size, HexFormat.of().formatHex(md5), version, modified, headers, metadata);
            return new ObjectRecord(
                    info, place == INLINE ? new Place.Inline((int) placeValue) : new Place.Blob(placeValue));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException("the record of " + name + " does not follow its format");
        }
    }

    /** Reads and verifies the bytes of a small object out of its record. */
    static byte[] inlineBytes(ObjectRecord object, byte[] record) throws DamagedRecordException {
        ObjectName name = object.info().name();
        int headLength = headLength(name, record);
        int length = record.length - headLength;
        if (!(object.place() instanceof Place.Inline inline)
                || length != object.info().size()
                || crc32c(record, headLength, length) != inline.crc32c()) {
            throw new DamagedRecordException("the bytes of " + name + " do not match the CRC32C in their record");
        }
        byte[] bytes = new byte[length];
        System.arraycopy(record, headLength, bytes, 0, length);
        return bytes;
    }

    private static int headLength(ObjectName name, byte[] record) throws DamagedRecordException {
        if (record.length < HEAD_LENGTH_AT + Integer.BYTES) {
            throw new DamagedRecordException("the record of " + name + " has only " + record.length + " bytes");
        }
        if (record[0] != VERSION) {
            throw new DamagedRecordException("the record of " + name + " has format " + record[0] + "; known is 1");
        }
        int headLength = ByteBuffer.wrap(record).getInt(HEAD_LENGTH_AT);
        if (headLength < HEAD_LENGTH_AT + 2 * Integer.BYTES || headLength > record.length) {
            throw new DamagedRecordException("the record of " + name + " is damaged: its head claims " + headLength
                    + " of " + record.length + " bytes");
        }
        int checksum = ByteBuffer.wrap(record).getInt(headLength - Integer.BYTES);
        if (checksum != crc32c(record, 0, headLength - Integer.BYTES)) {
            throw new DamagedRecordException("the record of " + name + " does not match its CRC32C");
        }
        return headLength;
    }

    private static long placeValue(Place place) {
        return place instanceof Place.Blob blob ? blob.id() : Integer.toUnsignedLong(((Place.Inline) place).crc32c());
    }

    private static void writeMap(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeShort(map.size());
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            writeText(out, entry.getKey());
            writeText(out, entry.getValue());
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static Map<String, String> readMap(ByteBuffer in) {
        int count = Short.toUnsignedInt(in.getShort());
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            map.put(name, readText(in));
        }
        return map;
    }

    private static String readText(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
