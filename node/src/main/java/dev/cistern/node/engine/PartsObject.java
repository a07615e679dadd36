package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Places;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.engine.seal.DataKey;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An object whose bytes are in a blob for each part; confined to its reader, but for the reads, which happen one at a time
 * on reader threads. Its blobs are pinned, and opened one after the other; a file stays open while a region of it may
 * still be on its way to the client: until the chunk after the next is read.
 */
final class PartsObject implements OpenObject {
    private static final int IDLE = 0;
    private static final int READING = 1;
    private static final int CLOSED_WHILE_READING = 2;
    private static final int CLOSED = 3;

    private final Bodies bodies;
    private final ObjectInfo info;
    private final ByteRange.Resolved range;
    private final Form form;
    private final List<Piece> pieces;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private volatile long position;
    private int piece;
    private volatile @Nullable BodyBytes before;
    private volatile @Nullable BodyBytes current;

    /**
     * A part that the range touches.
     *
     * @param places members that have its blob
     * @param start where it begins in the object
     * @param size bytes
     * @param seal of a part that is sealed
     */
    record Piece(long blobId, Places places, long start, long size, Optional<BodySeal> seal) {}

    /** The bytes of parts. */
    interface Bodies {
        Future<BodyBytes> open(ObjectInfo info, Piece piece);

        void unpin(List<Long> blobIds);
    }

    PartsObject(Bodies bodies, ObjectInfo info, ByteRange.Resolved range, Form form, List<Piece> pieces) {
        this.bodies = bodies;
        this.info = info;
        this.range = range;
        this.form = form;
        this.pieces = List.copyOf(pieces);
        this.position = range.offset();
    }

    /** The parts that a range touches, in order. */
    static List<Piece> pieces(List<StoredPart> parts, ByteRange.Resolved range, Optional<DataKey> key) {
        List<Piece> pieces = new ArrayList<>();
        long start = 0;
        for (StoredPart part : parts) {
            long end = start + part.part().size();
            if (end > range.offset() && start < range.offset() + range.length()) {
                Optional<BodySeal> seal =
                        key.map(of -> of.part(part.salt(), part.part().number()));
                pieces.add(new Piece(
                        part.blobId(), part.places(), start, part.part().size(), seal));
            }
            start = end;
        }
        return pieces;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public long offset() {
        return range.offset();
    }

    @Override
    public long length() {
        return range.length();
    }

    @Override
    public long remaining() {
        return range.offset() + range.length() - position;
    }

    @Override
    public Future<Chunk> next() {
        if (!state.compareAndSet(IDLE, READING)) {
            throw new IllegalStateException("one read at a time, and none after close, of " + info.name());
        }
        long from = position;
        // In one listener: of two, the second may run first where another thread completes the future meanwhile.
        return read(from).andThen(read -> {
            if (read.succeeded()) {
                position = from + read.result().length();
            }
            endReading();
        });
    }

    @Override
    public void close() {
        int was =
                state.getAndUpdate(now -> now == READING ? CLOSED_WHILE_READING : Math.max(now, CLOSED_WHILE_READING));
        if (was == IDLE && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            letGo();
        }
    }

    private void endReading() {
        if (!state.compareAndSet(READING, IDLE) && state.compareAndSet(CLOSED_WHILE_READING, CLOSED)) {
            letGo();
        }
    }

    private Future<Chunk> read(long from) {
        if (from == pieces.get(piece).start + pieces.get(piece).size) {
            piece++;
            close(before);
            before = current;
            current = null;
        } else if (before != null) {
            close(before);
            before = null;
        }
        Piece now = pieces.get(piece);
        long end = Math.min(now.size, range.offset() + range.length() - now.start);
        return body(now).compose(body -> body.next(from - now.start, end, form));
    }

    private Future<BodyBytes> body(Piece now) {
        BodyBytes open = current;
        return open != null
                ? Future.succeededFuture(open)
                : bodies.open(info, now).map(body -> {
                    current = body;
                    return body;
                });
    }

    private void letGo() {
        close(before);
        close(current);
        bodies.unpin(pieces.stream().map(Piece::blobId).toList());
    }

    private static void close(@Nullable BodyBytes body) {
        if (body != null) {
            body.close();
        }
    }
}
