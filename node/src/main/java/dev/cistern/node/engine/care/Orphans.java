package dev.cistern.node.engine.care;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Blobs on this node's disk that no record names. On a node alone those that this run has written are left out: they may be of an
 * upload in progress. Blocks on the disk.
 */
final class Orphans {
    /** Most that one search gives. */
    static final int MOST = 100_000;

    private static final int PAGE = 1_000;

    private final Stored stored;

    Orphans(Stored stored) {
        this.stored = stored;
    }

    /** One of them. */
    record Orphan(long id, long bytes) {}

    /** Whether to go on. */
    interface Going {
        boolean on() throws InterruptedException;
    }

    List<Orphan> find(Work work) throws InterruptedException {
        return find(work::goesOn);
    }

    /** The first of them, in unsigned order of their ids. */
    List<Orphan> find(Going going) throws InterruptedException {
        List<Orphan> orphans = new ArrayList<>();
        long after = 0;
        boolean last = false;
        try {
            while (!last && going.on() && orphans.size() < MOST) {
                List<Long> ids = stored.blobs().idsAfter(after, PAGE);
                for (long id : ids) {
                    if (isOrphan(id)) {
                        OptionalLong bytes = stored.blobs().fileBytes(id);
                        bytes.ifPresent(known -> orphans.add(new Orphan(id, known)));
                    }
                }
                last = ids.size() < PAGE;
                after = last ? after : ids.get(ids.size() - 1);
            }
        } catch (IOException e) {
            throw new StoreException(Code.DISK_FAILED, "the blobs cannot be listed: " + e, e);
        }
        return orphans;
    }

    private boolean isOrphan(long id) {
        boolean mayBeYoung = !stored.neighbours().areThere() && id >= stored.firstBlob();
        return !mayBeYoung && !stored.records().isNamed(id);
    }
}
