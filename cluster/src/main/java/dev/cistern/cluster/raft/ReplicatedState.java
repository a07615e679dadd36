package dev.cistern.cluster.raft;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What the members of a group agree on. Every member applies the same commands in the same order, so what comes of one may
 * depend on nothing but the state and the command: no clock, no chance, nothing of the node.
 *
 * <p>Called by one thread at a time, which is the group's own; it may read and write files.
 */
public interface ReplicatedState {

    /**
     * Applies a committed command.
     *
     * @param index its place in the log; grows from call to call
     * @return the answer to who submitted it
     * @throws IllegalArgumentException for a command that this program does not know. The member stops then, since going on
     *     without it would make its state differ from the others'.
     */
    byte[] apply(long index, byte[] command);

    /** Writes all of the state. */
    void save(OutputStream out) throws IOException;

    /** Replaces all of the state by what {@link #save} wrote, of this member or another. */
    void load(InputStream in) throws IOException;
}
