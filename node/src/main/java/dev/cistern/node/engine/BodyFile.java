package dev.cistern.node.engine;

import dev.cistern.node.engine.Copies.Spread;
import dev.cistern.node.engine.blob.BlobDraft;
import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.engine.blob.BlobWriter;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of one upload on its way into a blob: digested and sealed as it passes, into a file here, to other members, or both.
 * Used by one writer thread at a time; blocks on the disk. A failing disk shuts the gate.
 */
final class BodyFile {
    /** In a cluster of ten times as many members as there are copies, one in thirty finds no place on its node. */
    private static final int IDS_TRIED = 32;

    private final Where where;
    private final BodyCoder coder;
    private final DiskSpace.Promised room;
    private final boolean readHere;
    private @Nullable Target target;
    private @Nullable BlobDraft draft;

    /** Where blobs go. */
    record Where(BlobFiles files, BlobIds ids, WriteGate gate, Supplier<Copies> copies, Vertx vertx) {}

    /** The blob, once there is one. */
    private static final class Target {
        private final long id;
        private final @Nullable BlobWriter here;
        private final @Nullable BodyCopies elsewhere;
        /** Adds up what no file here does. */
        private final BlobSum.@Nullable OfBytes sum;

        Target(long id, @Nullable BlobWriter here, @Nullable BodyCopies elsewhere) {
            this.id = id;
            this.here = here;
            this.elsewhere = elsewhere;
            this.sum = here == null ? new BlobSum.OfBytes() : null;
        }
    }

    /** @param readHere whether it lies on this node, if it may, since it is read before it is stored */
    BodyFile(Where where, BodyCoder coder, DiskSpace.Promised room, boolean readHere) {
        this.where = where;
        this.coder = coder;
        this.room = room;
        this.readHere = readHere;
    }

    void write(List<Buffer> piece) {
        where.gate.check();
        append(coder.pass(piece));
    }

    /** What was written until now, to be closed by whom it is given to; the same each time, null where it does not lie here. */
    @Nullable
    BlobDraft draft() {
        BlobWriter here = target == null ? null : target.here;
        if (here == null) {
            return null;
        }
        try {
            BlobDraft grown = draft == null ? where.files.draft(here.id()) : draft;
            here.grow(grown);
            draft = grown;
            return grown;
        } catch (IOException e) {
            throw failed("reading a blob that is being written", e);
        }
    }

    /** Completes when the other members take more; null where nobody has to be waited for. */
    @Nullable
    Future<Void> othersHaveRoom() {
        BodyCopies elsewhere = target == null ? null : target.elsewhere;
        return elsewhere == null ? null : elsewhere.room();
    }

    /**
     * Checks what the body came to, and completes the blob.
     *
     * @return completes when it is durable wherever it has to be
     */
    Future<Received> finish(boolean forced) {
        BodyDigests.Values values = coder.finish();
        coder.end().ifPresent(bytes -> append(List.of(bytes)));
        try {
            Target finished = opened();
            BlobSum sum = sum(finished, forced);
            BodyCopies elsewhere = finished.elsewhere;
            if (elsewhere == null) {
                Place here = new Place.Blob(finished.id, where.ids.here());
                return Future.succeededFuture(coder.received(values, here, new byte[0]));
            }
            if (finished.here != null && forced) {
                where.files.syncNames(List.of(finished.id));
            }
            return elsewhere.finish(sum).map(others -> {
                List<Integer> places = new ArrayList<>(others);
                if (finished.here != null) {
                    places.add(where.copies.get().self());
                }
                return coder.received(values, new Place.Blob(finished.id, Places.on(places)), new byte[0]);
            });
        } catch (IOException e) {
            throw failed("completing a blob", e);
        }
    }

    private static BlobSum sum(Target finished, boolean forced) throws IOException {
        if (finished.here != null) {
            return finished.here.finish(forced);
        }
        return finished.sum == null ? new BlobSum(0, 0) : finished.sum.finish();
    }

    /** Has those who lack a blob that was stored told of it. */
    void stored(Received body) {
        BodyCopies elsewhere = target == null ? null : target.elsewhere;
        if (elsewhere != null && body.place() instanceof Place.Blob blob) {
            List<Integer> missing = elsewhere.missing(blob.places().numbers());
            if (!missing.isEmpty()) {
                where.copies.get().lacking(blob.id(), missing);
            }
        }
    }

    /** Deletes what was written, if anything, here and elsewhere. */
    void discard() {
        Target begun = target;
        if (begun == null) {
            return;
        }
        if (begun.elsewhere != null) {
            begun.elsewhere.cancel();
            where.copies.get().discard(begun.id, begun.elsewhere.members());
        }
        if (begun.here != null) {
            try {
                begun.here.abandon();
                where.files.delete(begun.id);
            } catch (IOException e) {
                where.gate.note(DiskFailure.of("deleting an unfinished blob", e));
            }
        }
    }

    private void append(List<ByteBuffer> bytes) {
        try {
            Target open = opened();
            if (open.elsewhere != null) {
                open.elsewhere.send(bytes);
            }
            if (open.here != null) {
                room.written(bytes.stream().mapToLong(ByteBuffer::remaining).sum());
                open.here.write(bytes);
            } else if (open.sum != null) {
                bytes.forEach(open.sum::update);
            }
        } catch (IOException e) {
            throw failed("writing a blob", e);
        }
    }

    private Target opened() throws IOException {
        Target open = target;
        if (open == null) {
            long id = nextId();
            open = where.copies.get().isAlone() ? new Target(id, where.files.create(id), null) : spread(id);
            target = open;
        }
        return open;
    }

    /** Where a blob lies follows from its id. */
    private long nextId() {
        long id = where.ids.next();
        for (int i = 0; readHere && i < IDS_TRIED && !where.copies.get().isHere(id); i++) {
            id = where.ids.next();
        }
        return id;
    }

    private Target spread(long id) throws IOException {
        Spread spread = where.copies.get().spread(id);
        BodyCopies elsewhere = new BodyCopies(where.vertx, spread, BodyCopies.Patience.STANDARD);
        try {
            return new Target(id, spread.here() ? where.files.create(id) : null, elsewhere);
        } catch (IOException | RuntimeException e) {
            elsewhere.cancel();
            throw e;
        }
    }

    private StoreException failed(String doing, IOException e) {
        StoreException failure = DiskFailure.of(doing, e);
        where.gate.note(failure);
        return failure.code() == Code.NO_SPACE ? new StoreException(Code.NO_SPACE, "the disk is full", e) : failure;
    }
}
