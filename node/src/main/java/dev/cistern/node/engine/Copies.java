package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobSum;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * The other members of a cluster, on whose disks blobs lie too. A node alone has {@link #NONE}. Used by any thread; nothing
 * blocks.
 */
public interface Copies {
    /** Of a node alone. */
    Copies NONE = new NoCopies();

    /** The number of a node that does not know it yet, since it has just started. */
    int UNKNOWN = -1;

    /** Whether this node is in no cluster. */
    boolean isAlone();

    /** The number that this node has among the members, or {@link #UNKNOWN}. */
    int self();

    /** Whether a copy of a new blob of this id would belong on this node. */
    boolean isHere(long blobId);

    /**
     * Begins the copies of a new blob.
     *
     * @throws dev.cistern.node.store.StoreException where so few members are there that it could not be stored
     */
    Spread spread(long blobId);

    /** The others of these members, in the order in which to ask them: those that were heard of a moment ago come first. */
    List<Integer> others(Collection<Integer> members);

    /** Opens a copy on another member. Fails with a {@link NoSuchCopyException} where it has none. */
    Future<FarBlob> open(int member, Wanted wanted);

    /** Has these members delete a blob that no record names. */
    void discard(long blobId, Collection<Integer> members);

    /** A copy of a blob is missing or damaged on these members, one of which may be this one. */
    void lacking(long blobId, Collection<Integer> members);

    /**
     * Where a new blob goes.
     *
     * @param here whether a copy belongs on this node
     * @param quorum copies that must be durable, this node's included, before the blob may be named
     * @param legs the ways to the others
     * @param wished the members that ought to have it in the end, whether they can be reached now or not
     */
    record Spread(boolean here, int quorum, List<Leg> legs, List<Integer> wished) {}

    /** What is wanted of a blob. */
    record Wanted(long blobId, long length, long from, long end) {}

    /** A copy of one blob on its way to one member. One call at a time. */
    interface Leg {
        int member();

        /**
         * Takes the next bytes, which must not change any more.
         *
         * @return completes when it would take more; fails when the leg is lost, now or at any earlier time
         */
        Future<Void> send(List<ByteBuffer> bytes);

        /** Ends the blob; completes when it is durable there, and what came is what was sent. */
        Future<Void> finish(BlobSum sum);

        /** Gives it up, whatever it is at. */
        void cancel();
    }

    /** A copy on another member, open for reading. One call at a time; closed exactly once. */
    interface FarBlob {
        /**
         * The next bytes, whole blocks but for the last of the blob, each verified; the first of them is the first of the block
         * that holds the first byte wanted. Fails where they are damaged, or the member was lost.
         */
        Future<Buffer> next();

        void close();
    }
}
