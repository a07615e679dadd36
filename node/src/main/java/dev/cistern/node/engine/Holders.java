package dev.cistern.node.engine;

import dev.cistern.node.engine.PartsObject.Piece;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which nodes have the blob of a body. Used by any thread. */
final class Holders {
    private static final Logger LOG = LoggerFactory.getLogger(Holders.class);

    private final Supplier<Copies> copies;
    private final Tally tally;

    Holders(Supplier<Copies> copies, Tally tally) {
        this.copies = copies;
        this.tally = tally;
    }

    Copies copies() {
        return copies.get();
    }

    /** Other members to be asked for a blob, in this order. */
    List<Integer> others(Piece piece) {
        return copies().others(piece.places().numbers());
    }

    /** Whether this node ought to have it; it may have, where it does not know yet which member it is. */
    boolean isHere(Piece piece) {
        int self = copies().self();
        return copies().isAlone() || self == Copies.UNKNOWN || piece.places().include(self);
    }

    /** Where it is not known yet who the others are, somebody may have another. */
    boolean isOnlyCopy(Piece piece) {
        return copies().isAlone()
                || (copies().self() != Copies.UNKNOWN && others(piece).isEmpty());
    }

    /** The copy on this node is on a disk that cannot be read now. */
    void away(Piece piece) {
        copies().lacking(piece.blobId(), List.of(copies().self()));
    }

    /** The copy on this node is missing or damaged. */
    void lacking(Piece piece) {
        LOG.warn("the copy of blob {} on this node is missing or damaged; another is read", piece.blobId());
        tally.corruptFound.increment();
        copies().lacking(piece.blobId(), List.of(copies().self()));
    }
}
