package dev.cistern.node.engine;

import dev.cistern.node.engine.CommandFormat.Command;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Entries of the log of a cluster: a command, or several that went together: {@code docs/formats/commands.md}. */
final class EntryFormat {
    private static final byte SEVERAL = 2;
    private static final int LENGTH_BYTES = 4;

    private EntryFormat() {}

    /** @param commands at least one */
    static byte[] write(List<byte[]> commands) {
        if (commands.size() == 1) {
            return commands.get(0);
        }
        RecordOutput out = new RecordOutput(1
                + commands.stream().mapToInt(each -> LENGTH_BYTES + each.length).sum());
        out.write(SEVERAL);
        commands.forEach(out::writeBlock);
        return out.toBytes();
    }

    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException for one that this program does not know: a member must not go on without it
     */
    static List<Command> read(byte[] entry) {
        if (entry.length == 0 || entry[0] != SEVERAL) {
            return List.of(CommandFormat.read(entry));
        }
        RecordInput in = new RecordInput(ByteBuffer.wrap(entry, 1, entry.length - 1));
        List<Command> commands = new ArrayList<>();
        try {
            while (in.hasMore()) {
                commands.add(CommandFormat.read(in.readBlock()));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("an entry of several commands ends too soon", e);
        }
        if (commands.stream().anyMatch(command -> command.commit().isAlone())) {
            throw new IllegalArgumentException("a command that must be alone came together with others");
        }
        return commands;
    }
}
