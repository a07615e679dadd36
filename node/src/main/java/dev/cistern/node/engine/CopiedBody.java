package dev.cistern.node.engine;

import dev.cistern.node.engine.Copies.FarBlob;
import dev.cistern.node.engine.Copies.Wanted;
import dev.cistern.node.engine.PartsObject.Piece;
import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.seal.BodyOpener;
import dev.cistern.node.engine.seal.SealedForm;
import dev.cistern.node.engine.seal.TamperedException;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject.Chunk;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body whose blob lies on several members: read from this node's disk if it is there, else from another, and where a copy is damaged or its
 * member lost, from the next, at the byte reached. Used by one caller at a time.
 */
final class CopiedBody implements BodyBytes {
    private final Reads reads;
    private final ObjectInfo info;
    private final Piece piece;
    private final Optional<BodyOpener> opener;
    private final long storedSize;
    /** Asked since the last byte came. */
    private final Set<Integer> asked = new HashSet<>();

    private volatile @Nullable StoredBody here;
    private volatile @Nullable FarBlob far;
    private int farMember;
    private long farPosition;
    private boolean onlyMissing = true;
    private @Nullable Throwable lastFailure;

    /** @param here the copy on this disk; null where there is none that can be used */
    CopiedBody(Reads reads, ObjectInfo info, Piece piece, @Nullable StoredBody here) {
        this.reads = reads;
        this.info = info;
        this.piece = piece;
        this.here = here;
        this.opener = piece.seal().map(seal -> seal.opener(piece.size()));
        this.storedSize = StoredBody.storedSize(piece.size(), opener.isPresent());
    }

    /**
     * Makes sure that there is a copy, and holds it.
     *
     * @param from the first byte that will be read
     * @return fails with a {@link NoSuchCopyException} where no member has one
     */
    Future<Void> hold(long from, long end) {
        return here != null ? Future.succeededFuture() : farBlob(from, end).mapEmpty();
    }

    @Override
    public Future<Chunk> next(long from, long end, Form form) {
        StoredBody stored = here;
        if (stored == null) {
            return fromOthers(from, end);
        }
        return reads.onReader(() -> stored.read(from, end, form)).recover(failure -> {
            if (reads.holders().isOnlyCopy(piece)) {
                return Future.failedFuture(failure);
            }
            here = null;
            stored.close();
            if (LocalBlobs.isDamage(failure)) {
                reads.holders().lacking(piece);
            }
            return fromOthers(from, end);
        });
    }

    @Override
    public void close() {
        StoredBody stored = here;
        here = null;
        if (stored != null) {
            stored.close();
        }
        closeFar();
    }

    private void closeFar() {
        FarBlob open = far;
        far = null;
        if (open != null) {
            open.close();
        }
    }

    private Future<Chunk> fromOthers(long from, long end) {
        return farBlob(from, end)
                .compose(blob -> blob.next().compose(bytes -> chunk(bytes, from, end)))
                .map(chunk -> {
                    asked.clear();
                    reads.tally().bytesRead.add(chunk.length());
                    return chunk;
                })
                .recover(failure -> {
                    if (failure instanceof StoreException || failure instanceof NoSuchCopyException) {
                        return Future.failedFuture(failure instanceof StoreException known ? known : noCopy(failure));
                    }
                    lost(failure);
                    return fromOthers(from, end);
                });
    }

    private void lost(Throwable failure) {
        asked.add(farMember);
        onlyMissing = onlyMissing && failure instanceof NoSuchCopyException;
        lastFailure = failure;
        closeFar();
    }

    /** The blob that is open, or that of the next member that has one. */
    private Future<FarBlob> farBlob(long from, long end) {
        FarBlob open = far;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        List<Integer> left = reads.holders().others(piece).stream()
                .filter(member -> !asked.contains(member))
                .toList();
        if (left.isEmpty()) {
            Throwable failure = lastFailure;
            return Future.failedFuture(
                    onlyMissing && failure instanceof NoSuchCopyException ? failure : noCopy(failure));
        }
        farMember = left.get(0);
        Wanted wanted = wanted(from, end);
        farPosition = wanted.from() - wanted.from() % BlobReader.BLOCK_BYTES;
        return reads.holders()
                .copies()
                .open(farMember, wanted)
                .map(blob -> {
                    far = blob;
                    return blob;
                })
                .recover(failure -> {
                    lost(failure);
                    return farBlob(from, end);
                });
    }

    private Wanted wanted(long from, long end) {
        if (opener.isEmpty()) {
            return new Wanted(piece.blobId(), storedSize, from, end);
        }
        long behind = (end + SealedForm.DATA_BYTES - 1) / SealedForm.DATA_BYTES;
        return new Wanted(
                piece.blobId(),
                storedSize,
                from / SealedForm.DATA_BYTES * SealedForm.BLOCK_BYTES,
                Math.min(storedSize, behind * SealedForm.BLOCK_BYTES));
    }

    private Future<Chunk> chunk(Buffer bytes, long from, long end) {
        long position = farPosition;
        farPosition = position + bytes.length();
        ByteBuf buf = ((BufferInternal) bytes).getByteBuf();
        if (opener.isPresent()) {
            return reads.onReader(() -> {
                try {
                    return StoredBody.opened(
                            opener.get(), position / SealedForm.BLOCK_BYTES, buf.nioBuffer(), from, end);
                } catch (TamperedException e) {
                    throw reads.corrupt(info.name(), e);
                }
            });
        }
        int skipped = (int) (from - position);
        int length = (int) Math.min(bytes.length() - skipped, end - from);
        return Future.succeededFuture(new Chunk.Bytes(
                BufferInternal.buffer(Unpooled.wrappedBuffer(buf.slice(buf.readerIndex() + skipped, length)))));
    }

    private StoreException noCopy(@Nullable Throwable failure) {
        return new StoreException(
                Code.NO_COPY,
                "none of the members that have the bytes of " + info.name() + " can be reached now"
                        + (failure == null ? "" : ": " + failure.getMessage()),
                failure);
    }
}
