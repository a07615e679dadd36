package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordBatch;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The commands that were applied last, so that one that comes again, since its answer was lost, is not applied again. What
 * is older than all of them is told by its base, and refused. Part of the records, and alike on all members. Confined to the
 * applier.
 */
final class CommandMemory {
    /** Commands remembered. Those that are still on their way were proposed before no more than this many others. */
    static final int SLOTS = 32_768;

    private final UUID[] slots = new UUID[SLOTS];
    private final Set<UUID> known = new HashSet<>();
    private long count;

    /** What becomes of a command. */
    enum Verdict {
        NEW,
        /** It was applied before. */
        KNOWN,
        /** Nobody remembers whether it was. */
        TOO_OLD
    }

    /** @param count commands applied ever */
    CommandMemory(Map<Integer, UUID> stored, long count) {
        this.count = count;
        stored.forEach((slot, id) -> {
            slots[slot] = id;
            known.add(id);
        });
    }

    /** Commands applied ever. */
    long count() {
        return count;
    }

    Verdict judge(CommandFormat.Header command) {
        if (known.contains(command.id())) {
            return Verdict.KNOWN;
        }
        return count - command.base() >= SLOTS ? Verdict.TOO_OLD : Verdict.NEW;
    }

    /** Counts a command, whatever came of it. */
    void remember(UUID id, RecordBatch batch) {
        int slot = (int) (count % SLOTS);
        @Nullable UUID forgotten = slots[slot];
        if (forgotten != null) {
            known.remove(forgotten);
        }
        slots[slot] = id;
        known.add(id);
        count++;
        batch.putCommand(slot, id);
    }
}
