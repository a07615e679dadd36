package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectLock;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The fields of a record as {@code docs/formats/records.md} writes them. Confined to one thread. */
public final class RecordOutput {
    /** Checksum algorithms by their number in records; 0 is none. Only added to at the end. */
    static final Checksum.Algorithm[] ALGORITHMS = {
        Checksum.Algorithm.CRC32,
        Checksum.Algorithm.CRC32C,
        Checksum.Algorithm.CRC64NVME,
        Checksum.Algorithm.SHA1,
        Checksum.Algorithm.SHA256
    };

    private final ByteArrayOutputStream bytes;
    private final DataOutputStream out;

    public RecordOutput(int expectedBytes) {
        this.bytes = new ByteArrayOutputStream(expectedBytes);
        this.out = new DataOutputStream(bytes);
    }

    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    public void write(int oneByte) {
        writing(to -> to.writeByte(oneByte));
    }

    public void writeInt(int value) {
        writing(to -> to.writeInt(value));
    }

    public void writeLong(long value) {
        writing(to -> to.writeLong(value));
    }

    public void writeBytes(byte[] raw) {
        writing(to -> to.write(raw));
    }

    public void writeHex(String hex) {
        writeBytes(HexFormat.of().parseHex(hex));
    }

    public void writeMap(Map<String, String> map) {
        writing(to -> to.writeShort(map.size()));
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            writeText(entry.getKey());
            writeText(entry.getValue());
        }
    }

    public void writeText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeInt(utf8.length);
        writeBytes(utf8);
    }

    public void writePlaces(Places places) {
        write(places.members().size());
        places.members().forEach(member -> writing(to -> to.writeShort(member)));
    }

    public void writeAlgorithm(Optional<Checksum.Algorithm> algorithm) {
        int number = 0;
        for (int i = 0; i < ALGORITHMS.length; i++) {
            if (algorithm.isPresent() && ALGORITHMS[i] == algorithm.get()) {
                number = i + 1;
            }
        }
        if (number == 0 && algorithm.isPresent()) {
            throw new IllegalArgumentException(algorithm.get() + " is not kept in records");
        }
        write(number);
    }

    public void writeChecksum(Optional<Checksum> checksum) {
        writeAlgorithm(checksum.map(Checksum::algorithm));
        checksum.ifPresent(value -> writeHex(value.hex()));
    }

    /** What few objects have, and a command may ask for. */
    public void writeMore(ObjectLock lock, Optional<Encrypted> encrypted) {
        writeMap(MoreTraits.write(Traits.NONE.locked(lock).encryptedAs(encrypted)));
    }

    public void writeOptional(Optional<String> text) {
        write(text.isPresent() ? 1 : 0);
        text.ifPresent(this::writeText);
    }

    public void writeOptionalLong(OptionalLong value) {
        write(value.isPresent() ? 1 : 0);
        value.ifPresent(this::writeLong);
    }

    /** Bytes behind their length. */
    public void writeBlock(byte[] block) {
        writeInt(block.length);
        writeBytes(block);
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** All that was written and its CRC32C. */
    public byte[] toSealedBytes() {
        writeInt(0);
        byte[] record = bytes.toByteArray();
        int end = record.length - Integer.BYTES;
        return ByteBuffer.wrap(record).putInt(end, crc32c(record, 0, end)).array();
    }

    public static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private void writing(Write write) {
        try {
            write.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
