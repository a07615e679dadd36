package dev.cistern.node.engine;

/** The blobs of this node as it shares them with others. Used by any thread. */
public final class SharedBlobs {
    private final CopiesSwitch copies;
    private final LocalBlobs local;
    private final PlacedBlobs placed;

    SharedBlobs(CopiesSwitch copies, LocalBlobs.Parts parts, PlacedBlobs placed) {
        this.copies = copies;
        this.local = new LocalBlobs(parts);
        this.placed = placed;
    }

    /** From now on, bytes go to and come from these too. */
    public void share(Copies among) {
        copies.share(among);
    }

    /** Those on this disk. */
    public LocalBlobs local() {
        return local;
    }

    /** Those that records name, and their places. */
    public PlacedBlobs placed() {
        return placed;
    }
}
