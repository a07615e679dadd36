package dev.cistern.cluster.meta;

import dev.cistern.conf.live.OverrideValue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads what {@link FormatOutput} wrote; an {@link IllegalArgumentException} tells what is not of that form. */
final class FormatInput {
    private final ByteBuffer bytes;

    FormatInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int u8() {
        return read(() -> Byte.toUnsignedInt(bytes.get()));
    }

    int u32() {
        return read(bytes::getInt);
    }

    long i64() {
        return read(bytes::getLong);
    }

    private static <T> T read(Supplier<T> value) {
        try {
            return value.get();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too soon", e);
        }
    }

    String text() {
        byte[] utf8 = new byte[length(1)];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    UUID uuid() {
        return new UUID(i64(), i64());
    }

    Instant seconds() {
        return Instant.ofEpochSecond(i64());
    }

    <E extends Enum<E>> E choice(E[] values) {
        int number = u8();
        if (number >= values.length) {
            throw new IllegalArgumentException("there is no choice " + number + " among " + values.length);
        }
        return values[number];
    }

    <T> List<T> list(Supplier<T> each) {
        int size = length(1);
        List<T> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(each.get());
        }
        return list;
    }

    NavigableMap<String, OverrideValue> overrides() {
        NavigableMap<String, OverrideValue> overrides = new TreeMap<>();
        int size = length(1);
        for (int i = 0; i < size; i++) {
            overrides.put(text(), new OverrideValue(text(), text(), seconds()));
        }
        return overrides;
    }

    Member member() {
        return new Member(text(), text(), text(), text(), text(), u32(), text(), choice(Member.State.values()));
    }

    /** A number of things of at least so many bytes each, which must still be there. */
    private int length(int each) {
        int length = u32();
        if (length < 0 || (long) length * each > bytes.remaining()) {
            throw new IllegalArgumentException("it ends too soon");
        }
        return length;
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new IllegalArgumentException(bytes.remaining() + " bytes are left over");
        }
    }
}
