package dev.cistern.cluster.meta;

import dev.cistern.cluster.raft.ReplicatedState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** The state of the meta group on this node. Changed by the group's thread; read by any. */
public final class MetaMachine implements ReplicatedState {
    private final Consumer<MetaState> audience;
    private volatile MetaState state = MetaState.NOTHING;

    /** @param audience told of every new state, in order, on the group's thread; must not block */
    public MetaMachine(Consumer<MetaState> audience) {
        this.audience = audience;
    }

    /** As far as this node knows. */
    public MetaState state() {
        return state;
    }

    @Override
    public byte[] apply(long index, byte[] command) {
        MetaRules.Step step = MetaRules.apply(state, CommandFormat.read(command));
        enter(step.state());
        return CommandFormat.write(step.outcome());
    }

    @Override
    public void save(OutputStream out) throws IOException {
        out.write(StateFormat.write(state));
    }

    @Override
    public void load(InputStream in) throws IOException {
        try {
            enter(StateFormat.read(in.readAllBytes()));
        } catch (IllegalArgumentException e) {
            throw new IOException("a snapshot of the meta group cannot be read: " + e.getMessage(), e);
        }
    }

    private void enter(MetaState next) {
        if (!next.equals(state)) {
            state = next;
            audience.accept(next);
        }
    }
}
