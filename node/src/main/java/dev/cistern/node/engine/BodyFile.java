package dev.cistern.node.engine;

import dev.cistern.node.engine.Copies.Spread;
import dev.cistern.node.engine.blob.BlobDraft;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.engine.blob.BlobWriter;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.blob.DiskFailure;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
    private final Placed placed;
    private final boolean readHere;
    private final long diskLife;
    private @Nullable Target target;
    private @Nullable BlobDraft draft;
    private OptionalLong expected = OptionalLong.empty();

    /** Where blobs go. */
    record Where(Blobs files, BlobIds ids, WriteGate gate, Supplier<Copies> copies, Vertx vertx) {}

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

        /** What it came to; nothing more is written. */
        BlobSum end() {
            if (here != null) {
                return here.sum();
            }
            return sum == null ? new BlobSum(0, 0) : sum.finish();
        }
    }

    /**
     * @param placed the disk that it goes to, and the room there
     * @param readHere whether it lies on this node, if it may, since it is read before it is stored
     */
    BodyFile(Where where, BodyCoder coder, Placed placed, boolean readHere) {
        this.where = where;
        this.coder = coder;
        this.placed = placed;
        this.readHere = readHere;
        this.diskLife = where.gate.life();
    }

    /** Says how long the body will be, before any of it is written. */
    void expect(long bytes) {
        expected = OptionalLong.of(StoredBody.storedSize(bytes, coder.isSealing()));
    }

    void write(List<Buffer> piece) {
        where.gate.check();
        append(coder.pass(piece));
    }

    /** What was written until now, to be closed by whom it is given to; the same each time, null where it cannot be read here. */
    @Nullable
    BlobDraft draft() {
        BlobWriter here = target == null ? null : target.here;
        if (here == null) {
            return null;
        }
        try {
            draft = here.draft(draft);
            return draft;
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
            BlobSum sum = finished.end();
            Future<Void> here = finished.here == null ? Future.succeededFuture() : ended(finished.here, forced);
            BodyCopies elsewhere = finished.elsewhere;
            if (elsewhere == null) {
                Place place = new Place.Blob(finished.id, where.ids.here());
                return here.map(done -> coder.received(values, place, new byte[0]));
            }
            if (finished.here != null && forced && finished.here.hasFile()) {
                where.files.syncNames(List.of(finished.id));
            }
            return here.compose(done -> elsewhere.finish(sum)).map(others -> {
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

    /** Completes when the blob is durable here. */
    private Future<Void> ended(BlobWriter here, boolean forced) throws IOException {
        Promise<Void> promise = Promise.promise();
        var unused = here.finish(forced).whenComplete((done, failure) -> {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failed("syncing a blob", failure));
            }
        });
        return promise.future();
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
                where.files.delete(List.of(begun.id));
            } catch (IOException e) {
                where.gate.note(DiskFailure.of("deleting an unfinished blob", e), diskLife);
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
                placed.room()
                        .written(bytes.stream().mapToLong(ByteBuffer::remaining).sum());
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
            open = where.copies.get().isAlone()
                    ? new Target(id, where.files.create(placed.disk(), id, expected), null)
                    : spread(id);
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
            return new Target(id, spread.here() ? where.files.create(placed.disk(), id, expected) : null, elsewhere);
        } catch (IOException | RuntimeException e) {
            elsewhere.cancel();
            throw e;
        }
    }

    private StoreException failed(String doing, Throwable e) {
        StoreException failure = DiskFailure.of(doing, e);
        where.gate.note(failure, diskLife);
        return failure.code() == Code.NO_SPACE ? new StoreException(Code.NO_SPACE, "the disk is full", e) : failure;
    }
}
