package dev.cistern.cluster.meta;

import dev.cistern.cluster.meta.MetaCommand.Asked;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Commands and their answers as bytes: {@code docs/formats/meta.md}. */
public final class CommandFormat {
    private static final int VERSION = 1;
    private static final int FOUND = 1;
    private static final int PUT_MEMBER = 2;
    private static final int REMOVE_MEMBER = 3;
    private static final int CHANGE_SETTINGS = 4;
    private static final int ROLL_BACK = 5;
    private static final int REVERT = 6;
    private static final int CONFIRM = 7;
    private static final long FOR_GOOD = -1;

    private CommandFormat() {}

    /** As it stands in the log. */
    public static byte[] write(MetaCommand command) {
        FormatOutput out = new FormatOutput();
        out.u8(VERSION);
        if (command instanceof MetaCommand.Found found) {
            out.u8(FOUND);
            out.text(found.cluster());
            out.member(found.first());
            out.overrides(found.overrides());
            asked(out, found.asked());
        } else if (command instanceof MetaCommand.PutMember put) {
            out.u8(PUT_MEMBER);
            out.member(put.member());
        } else if (command instanceof MetaCommand.RemoveMember remove) {
            out.u8(REMOVE_MEMBER);
            out.text(remove.peerId());
        } else if (command instanceof MetaCommand.ChangeSettings change) {
            change(out, change);
        } else if (command instanceof MetaCommand.RollBack rollBack) {
            out.u8(ROLL_BACK);
            asked(out, rollBack.asked());
            out.i64(rollBack.base());
            out.i64(rollBack.to());
        } else if (command instanceof MetaCommand.Revert revert) {
            out.u8(REVERT);
            asked(out, revert.asked());
            out.i64(revert.version());
        } else if (command instanceof MetaCommand.Confirm confirm) {
            out.u8(CONFIRM);
            out.i64(confirm.version());
        }
        return out.bytes();
    }

    private static void change(FormatOutput out, MetaCommand.ChangeSettings change) {
        out.u8(CHANGE_SETTINGS);
        asked(out, change.asked());
        out.i64(change.base());
        out.list(change.set().entrySet(), entry -> {
            out.text(entry.getKey());
            out.text(entry.getValue());
        });
        out.list(change.unset(), out::text);
        Duration within = change.confirmWithin();
        out.i64(within == null ? FOR_GOOD : within.toMillis());
    }

    private static void asked(FormatOutput out, Asked asked) {
        out.uuid(asked.id());
        out.text(asked.who());
        out.seconds(asked.when());
    }

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException for bytes that this program does not know
     */
    public static MetaCommand read(byte[] bytes) {
        FormatInput in = new FormatInput(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new IllegalArgumentException("a command of format " + version + "; this program knows " + VERSION);
        }
        int type = in.u8();
        MetaCommand command =
                switch (type) {
                    case FOUND -> new MetaCommand.Found(in.text(), in.member(), in.overrides(), asked(in));
                    case PUT_MEMBER -> new MetaCommand.PutMember(in.member());
                    case REMOVE_MEMBER -> new MetaCommand.RemoveMember(in.text());
                    case CHANGE_SETTINGS -> change(in);
                    case ROLL_BACK -> new MetaCommand.RollBack(asked(in), in.i64(), in.i64());
                    case REVERT -> new MetaCommand.Revert(asked(in), in.i64());
                    case CONFIRM -> new MetaCommand.Confirm(in.i64());
                    default -> throw new IllegalArgumentException("a command of type " + type + " is not known");
                };
        in.end();
        return command;
    }

    private static Asked asked(FormatInput in) {
        return new Asked(in.uuid(), in.text(), in.seconds());
    }

    private static MetaCommand change(FormatInput in) {
        Asked asked = asked(in);
        long base = in.i64();
        Map<String, String> set = new TreeMap<>();
        in.list(() -> Map.entry(in.text(), in.text())).forEach(entry -> set.put(entry.getKey(), entry.getValue()));
        Set<String> unset = new HashSet<>(in.list(in::text));
        return new MetaCommand.ChangeSettings(asked, base, set, unset, within(in.i64()));
    }

    private static @Nullable Duration within(long millis) {
        return millis == FOR_GOOD ? null : Duration.ofMillis(millis);
    }

    static byte[] write(Outcome outcome) {
        FormatOutput out = new FormatOutput();
        out.choice(outcome.code());
        out.i64(outcome.number());
        out.text(outcome.message());
        return out.bytes();
    }

    /** Reads the answer to a command. */
    public static Outcome outcome(byte[] bytes) {
        FormatInput in = new FormatInput(bytes);
        Outcome outcome = new Outcome(in.choice(Outcome.Code.values()), in.i64(), in.text());
        in.end();
        return outcome;
    }
}
