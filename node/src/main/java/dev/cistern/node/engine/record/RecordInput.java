package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a record, read in the order in which {@link RecordOutput} wrote them. Confined to one thread. What does not
 * follow the format is a {@link BufferUnderflowException}.
 */
final class RecordInput {
    static final int MD5_BYTES = 16;

    private final ByteBuffer in;

    RecordInput(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Reads a record that ends in the CRC32C of all before it.
     *
     * @param what it is, for the message
     */
    static RecordInput unsealed(byte[] record, byte version, String what) throws DamagedRecordException {
        int end = record.length - Integer.BYTES;
        if (end < 1 || record[0] != version) {
            throw new DamagedRecordException(what + " does not have the format " + version);
        }
        if (ByteBuffer.wrap(record).getInt(end) != RecordOutput.crc32c(record, 0, end)) {
            throw new DamagedRecordException(what + " does not match its CRC32C");
        }
        return new RecordInput(ByteBuffer.wrap(record, 1, end - 1));
    }

    byte read() {
        return in.get();
    }

    int readInt() {
        return in.getInt();
    }

    long readLong() {
        return in.getLong();
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    String readHex(int bytes) {
        byte[] raw = new byte[bytes];
        in.get(raw);
        return HexFormat.of().formatHex(raw);
    }

    Map<String, String> readMap() {
        int count = Short.toUnsignedInt(in.getShort());
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = readText();
            map.put(name, readText());
        }
        return map;
    }

    String readText() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    Places readPlaces() {
        int count = Byte.toUnsignedInt(in.get());
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(Short.toUnsignedInt(in.getShort()));
        }
        return new Places(members);
    }

    Optional<Checksum.Algorithm> readAlgorithm() {
        int number = in.get();
        if (number < 0 || number > RecordOutput.ALGORITHMS.length) {
            throw new BufferUnderflowException();
        }
        return number == 0 ? Optional.empty() : Optional.of(RecordOutput.ALGORITHMS[number - 1]);
    }

    Optional<Checksum> readChecksum() {
        return readAlgorithm().map(algorithm -> new Checksum(algorithm, readHex(algorithm.bytes())));
    }
}
