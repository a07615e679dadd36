package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.ObjectInfo.Traits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of a record, read in the order in which {@link RecordOutput} wrote them. Confined to one thread. What does not
 * follow the format is a {@link BufferUnderflowException}.
 */
public final class RecordInput {
    static final int MD5_BYTES = 16;

    private final ByteBuffer in;

    public RecordInput(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Reads a record that ends in the CRC32C of all before it.
     *
     * @param what it is, for the message
     */
    public static RecordInput unsealed(byte[] record, byte version, String what) throws DamagedRecordException {
        int end = record.length - Integer.BYTES;
        if (end < 1 || record[0] != version) {
            throw new DamagedRecordException(what + " does not have the format " + version);
        }
        if (ByteBuffer.wrap(record).getInt(end) != RecordOutput.crc32c(record, 0, end)) {
            throw new DamagedRecordException(what + " does not match its CRC32C");
        }
        return new RecordInput(ByteBuffer.wrap(record, 1, end - 1));
    }

    public byte read() {
        return in.get();
    }

    public int readInt() {
        return in.getInt();
    }

    public long readLong() {
        return in.getLong();
    }

    /** See {@link RecordOutput#writeMore}; the traits have nothing else. */
    public Traits readMore() {
        return MoreTraits.read(readMap(), Traits.NONE);
    }

    public boolean readFlag() {
        return in.get() == 1;
    }

    public Optional<String> readOptional() {
        return readFlag() ? Optional.of(readText()) : Optional.empty();
    }

    public OptionalLong readOptionalLong() {
        return readFlag() ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    }

    public byte[] readBlock() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] block = new byte[length];
        in.get(block);
        return block;
    }

    public boolean hasMore() {
        return in.hasRemaining();
    }

    public String readHex(int bytes) {
        byte[] raw = new byte[bytes];
        in.get(raw);
        return HexFormat.of().formatHex(raw);
    }

    public Map<String, String> readMap() {
        int count = Short.toUnsignedInt(in.getShort());
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText();
            map.put(name, readText());
        }
        return map;
    }

    public String readText() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    public Places readPlaces() {
        int count = Byte.toUnsignedInt(in.get());
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(Short.toUnsignedInt(in.getShort()));
        }
        return new Places(members);
    }

    public Optional<Checksum.Algorithm> readAlgorithm() {
        int number = in.get();
        if (number < 0 || number > RecordOutput.ALGORITHMS.length) {
            throw new BufferUnderflowException();
        }
        return number == 0 ? Optional.empty() : Optional.of(RecordOutput.ALGORITHMS[number - 1]);
    }

    public Optional<Checksum> readChecksum() {
        return readAlgorithm().map(algorithm -> new Checksum(algorithm, readHex(algorithm.bytes())));
    }
}
