package dev.cistern.cluster.meta;

import dev.cistern.conf.live.OverrideValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes the primitives of {@code docs/formats/meta.md}; numbers are big-endian. Confined to its maker. */
final class FormatOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    byte[] bytes() {
        return bytes.toByteArray();
    }

    void u8(int value) {
        bytes.write(value);
    }

    /** Its place among the values, which is therefore part of the format. */
    void choice(Enum<?> value) {
        u8(List.of(value.getDeclaringClass().getEnumConstants()).indexOf(value));
    }

    void u32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    void i64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        u32(utf8.length);
        bytes.writeBytes(utf8);
    }

    void uuid(UUID id) {
        i64(id.getMostSignificantBits());
        i64(id.getLeastSignificantBits());
    }

    void seconds(Instant when) {
        i64(when.getEpochSecond());
    }

    <T> void list(Collection<T> list, Consumer<T> each) {
        u32(list.size());
        list.forEach(each);
    }

    void overrides(Map<String, OverrideValue> overrides) {
        list(overrides.entrySet(), entry -> {
            text(entry.getKey());
            text(entry.getValue().value());
            text(entry.getValue().who());
            seconds(entry.getValue().when());
        });
    }

    void member(Member member) {
        text(member.name());
        text(member.incarnation());
        text(member.raftAddress());
        text(member.url());
        text(member.zone());
        u32(member.weight());
        text(member.version());
        choice(member.state());
    }
}
