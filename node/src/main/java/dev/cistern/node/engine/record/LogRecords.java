package dev.cistern.node.engine.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a cluster's records say of its log. As {@link Records}: used by any thread, blocks on the disk. */
public final class LogRecords {
    private final Records records;

    LogRecords(Records records) {
        this.records = records;
    }

    /** Which cluster they are those of; empty on a node alone, and where its records are still to come. */
    public Optional<String> group() {
        return Optional.ofNullable(records.get(Family.SYSTEM, SystemKey.GROUP))
                .map(cluster -> new String(cluster, StandardCharsets.US_ASCII));
    }

    /** Up to where the cluster's log is in them. */
    public Applied applied() {
        byte[] value = records.get(Family.SYSTEM, SystemKey.APPLIED);
        return value == null ? Applied.NOTHING : Applied.decode(value);
    }

    /** See {@link StoredDocument}. */
    public Optional<StoredDocument> document(String name) {
        return Optional.ofNullable(records.get(Family.SYSTEM, SystemKey.document(name)))
                .map(StoredDocument::decode);
    }

    /** The commands that were applied last, by their slots. */
    public Map<Integer, UUID> commands() {
        Map<Integer, UUID> commands = new HashMap<>();
        records.scan(Family.SYSTEM, SystemKey.COMMANDS, iterator -> {
            ByteBuffer id = ByteBuffer.wrap(iterator.value());
            commands.put(SystemKey.commandSlot(iterator.key()), new UUID(id.getLong(), id.getLong()));
            return true;
        });
        return commands;
    }
}
