package dev.cistern.node.engine;

import dev.cistern.node.engine.record.BlobWalk.Named;
import java.util.List;

/** A blob that a record of this node names. */
public final class PlacedBlob {
    private final Named named;

    PlacedBlob(Named named) {
        this.named = named;
    }

    Named named() {
        return named;
    }

    public long id() {
        return named.id();
    }

    /** Bytes as it is stored. */
    public long length() {
        return StoredBody.storedSize(named.size(), named.seal() == Named.Seal.SEALED);
    }

    /** The members that have it, says its record. */
    public List<Integer> places() {
        return named.places().numbers();
    }
}
