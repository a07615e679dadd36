package dev.cistern.cluster.meta;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The state as a snapshot holds it: {@code docs/formats/meta.md}. */
final class StateFormat {
    private static final byte[] MAGIC = "CISTMETA".getBytes(StandardCharsets.US_ASCII);
    private static final int WITHOUT_NUMBERS = 1;
    private static final int VERSION = 2;

    private StateFormat() {}

    static byte[] write(MetaState state) {
        FormatOutput out = new FormatOutput();
        for (byte letter : MAGIC) {
            out.u8(letter);
        }
        out.u8(VERSION);
        out.text(state.cluster());
        out.i64(state.epoch());
        out.list(state.members().values(), member -> {
            out.member(member);
            out.u32(member.number());
        });
        out.list(state.removed(), out::text);
        out.list(state.settings().history(), change -> change(out, change));
        Trial trial = state.settings().trial();
        out.list(trial == null ? List.of() : List.of(trial), one -> trial(out, one));
        out.u32(state.nextNumber());
        byte[] body = out.bytes();
        return ByteBuffer.allocate(body.length + Integer.BYTES)
                .put(body)
                .putInt(checksum(body))
                .array();
    }

    private static void change(FormatOutput out, SettingsChange change) {
        out.i64(change.version());
        out.uuid(change.id());
        out.choice(change.source());
        out.text(change.who());
        out.seconds(change.when());
        out.i64(change.state());
        out.overrides(change.after());
    }

    private static void trial(FormatOutput out, Trial trial) {
        out.i64(trial.version());
        out.i64(trial.restores());
        out.i64(trial.within().toMillis());
    }

    /** An {@link IllegalArgumentException} says what is wrong with it. */
    static MetaState read(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        if (end < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IllegalArgumentException("not the knowledge of a cluster");
        }
        byte[] body = Arrays.copyOf(bytes, end);
        if (checksum(body) != ByteBuffer.wrap(bytes).getInt(end)) {
            throw new IllegalArgumentException("damaged: the checksum does not fit");
        }
        FormatInput in = new FormatInput(Arrays.copyOfRange(body, MAGIC.length, end));
        int version = in.u8();
        if (version != VERSION && version != WITHOUT_NUMBERS) {
            throw new IllegalArgumentException("format " + version + "; this program knows " + VERSION);
        }
        String cluster = in.text();
        long epoch = in.i64();
        NavigableMap<String, Member> members = new TreeMap<>();
        boolean numbered = version == VERSION;
        in.list(() -> numbered ? in.member().numbered(in.u32()) : in.member())
                .forEach(member -> members.put(member.name(), member));
        List<String> removed = in.list(in::text);
        List<SettingsChange> history = in.list(() -> change(in));
        List<Trial> trials = in.list(() -> new Trial(in.i64(), in.i64(), Duration.ofMillis(in.i64())));
        int nextNumber = numbered ? in.u32() : 0;
        in.end();
        @Nullable Trial trial = trials.isEmpty() ? null : trials.get(0);
        MetaState state =
                new MetaState(cluster, epoch, members, removed, new SettingsState(history, trial), nextNumber);
        return numbered ? state : FirstNumbers.given(state);
    }

    private static SettingsChange change(FormatInput in) {
        return new SettingsChange(
                in.i64(),
                in.uuid(),
                in.choice(SettingsChange.Source.values()),
                in.text(),
                in.seconds(),
                in.i64(),
                in.overrides());
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
