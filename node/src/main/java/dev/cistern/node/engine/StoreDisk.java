package dev.cistern.node.engine;

import dev.cistern.conf.SpaceSettings;
import dev.cistern.node.engine.blob.BlobDisk;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.engine.care.SpaceFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A further disk of a store, or a folder that cannot become one yet. Changed by the thread of {@link Disks}; read by any. */
final class StoreDisk {
    private static final Logger LOG = LoggerFactory.getLogger(StoreDisk.class);

    private final Path path;
    private final Identity identity;
    private final DiskRecovery recovery;
    private volatile @Nullable DiskSpace space;
    private volatile int weight = 1;
    private volatile boolean listed;
    private boolean unlisted; // Of the thread that changes it.
    private volatile boolean draining;
    private volatile boolean drained;
    private volatile boolean doubtful;

    /**
     * Which disk it is.
     *
     * @param id as its folder is marked
     */
    record Identity(String id, BlobDisk blobs) {}

    /** One of this store. */
    StoreDisk(Path path, Identity identity, LongSupplier nanoTime) {
        this.path = path;
        this.identity = identity;
        this.recovery = new DiskRecovery(() -> DiskAdmission.probe(path, identity.id), nanoTime);
    }

    Path path() {
        return path;
    }

    String id() {
        return identity.id;
    }

    BlobDisk blobs() {
        return identity.blobs;
    }

    boolean isIn() {
        return identity.blobs.isIn();
    }

    DiskRecovery recovery() {
        return recovery;
    }

    boolean isListed() {
        return listed;
    }

    boolean isDraining() {
        return draining;
    }

    boolean isDrained() {
        return drained;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    int weight() {
        return weight;
    }

    void list(int withWeight) {
        listed = true;
        unlisted = false;
        weight = withWeight;
    }

    /** Whether this is news. */
    boolean unlist() {
        boolean isNews = listed || !unlisted;
        listed = false;
        unlisted = true;
        return isNews;
    }

    void drain(boolean is) {
        draining = is;
        drained = false;
    }

    void drained(boolean is) {
        drained = is;
    }

    void doubt(boolean is) {
        doubtful = is;
    }

    DiskRegistry.Entry entry() {
        return new DiskRegistry.Entry(identity.id, path, draining, doubtful);
    }

    /** Whether it takes new bodies, where it has room. */
    boolean takesNew() {
        return listed && !draining && isIn() && space != null;
    }

    /** How much of what is new it should get; 0 where a body of so many bytes has no room. */
    double share(long bytes) {
        DiskSpace now = space;
        return now == null || !takesNew() || !now.roomFor(bytes) ? 0 : weight * (double) now.spareBytes();
    }

    @Nullable
    DiskSpace space() {
        return space;
    }

    /** Learns how much room there is. A disk that does not say is tried, and taken out where it does not work. */
    void look(Outside outside, SpaceSettings wanted) {
        try {
            DiskSpace known = space;
            if (known == null) {
                space = new DiskSpace(outside.disk().of(DiskAdmission.blobs(path)), () -> 0, wanted);
            } else {
                known.look();
            }
        } catch (IOException | UncheckedIOException e) {
            confirm();
            if (isIn()) {
                identity.blobs.takeOut("its room cannot be told: " + e.getMessage());
            }
        }
    }

    /** Forgets how to ask for its room: what comes back may be mounted anew. */
    void isOut() {
        space = null;
    }

    /** Takes it out where it is not there any more, or does not take writes since something could not be read. */
    void confirm() {
        try {
            if (identity.blobs.takeSuspicion()) {
                DiskAdmission.probe(path, identity.id);
            } else {
                DiskAdmission.requireSame(path, identity.id);
            }
        } catch (IOException e) {
            LOG.debug("{} was tried, and failed", path, e);
            identity.blobs.takeOut(String.valueOf(e.getMessage()));
        }
    }

    DiskFigures figures() {
        DiskSpace known = space;
        return new DiskFigures(
                path.toString(),
                identity.id,
                state(),
                weight,
                Optional.ofNullable(known).map(DiskSpace::figures).orElse(new SpaceFigures(0, 0, 0, 0, 0, 0)),
                identity.blobs.trouble(),
                identity.blobs.isReadable());
    }

    private DiskFigures.State state() {
        if (!isIn()) {
            return DiskFigures.State.FAILED;
        }
        if (draining) {
            return drained ? DiskFigures.State.DRAINED : DiskFigures.State.DRAINING;
        }
        return listed ? DiskFigures.State.OK : DiskFigures.State.UNLISTED;
    }
}
