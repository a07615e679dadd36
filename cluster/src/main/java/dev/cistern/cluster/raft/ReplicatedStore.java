package dev.cistern.cluster.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * As {@link ReplicatedState}, but too large for memory: it lies on the disk, knows itself how far it has come, and applies many
 * commands at once. {@link #apply} and {@link #pass} are called by one thread, in the order of the log; a store may do what they
 * ask later, in that order.
 */
public interface ReplicatedStore {

    /**
     * A place in the log.
     *
     * @param index −1 before the first
     */
    record Position(long term, long index) {
        /** Before the first. */
        public static final Position NONE = new Position(0, -1);
    }

    /**
     * Up to where the log is in the store, as far as it is done. After a crash it may be less than it was; the log is applied
     * again from there on, which must come to the same.
     */
    Position position();

    /**
     * Applies a committed command.
     *
     * @return completes, with the answer to who submitted it, when it is done; fails where this member cannot go on, which stops
     *     then
     */
    CompletableFuture<byte[]> apply(Position at, byte[] command);

    /** An entry that holds no command: it only brings the store further. */
    CompletableFuture<Void> pass(Position at);

    /**
     * Writes all that is done into a folder, which is made, and makes it survive a loss of power in the store itself.
     *
     * @return up to where
     */
    Position save(Path folder) throws IOException;

    /**
     * Replaces all by what {@link #save} wrote, of this member or another; the folder stays as it is.
     *
     * @return up to where
     */
    Position load(Path folder) throws IOException;
}
