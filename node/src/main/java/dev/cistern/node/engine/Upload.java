package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobDraft;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A body being received; confined to its caller's context. Buffers are gathered into pieces; at most one piece at a time
 * is with a writer thread, so they are written in order. A body that ends small enough never touches a file.
 *
 * @param <T> what the client gets for it
 */
final class Upload<T> {
    /** What is handed to a writer thread at once: large enough that writing costs few calls. */
    static final int PIECE_BYTES = 512 * 1024;
    /** Above this, the client waits. */
    static final int HELD_MAX_BYTES = 2 * 1024 * 1024;
    /** Bodies up to this size are digested where they arrive: cheaper than a change of threads. */
    private static final int AT_ONCE_BYTES = 16 * 1024;

    private final Uploads uploads;
    private final Intake<T> intake;
    private final ReadStream<Buffer> body;
    private final ContextInternal context;
    private final Promise<T> promise;
    private final DiskSpace.Promised room;
    private final BodyFile file;
    private final BodyCoder coder;
    private final long inlineMaxBytes;

    private @Nullable Draft draft; // Of the writer thread.
    private List<Buffer> gathered = new ArrayList<>();
    private long gatheredBytes;
    private long heldBytes;
    private long receivedBytes;
    private boolean paused;
    private boolean ended;
    private boolean spilled; // Once true, always true: the body goes into a file.
    private boolean writing;
    private boolean failed; // Once true, always true.

    Upload(Uploads uploads, Intake<T> intake, ReadStream<Buffer> body, ContextInternal context) {
        this.uploads = uploads;
        this.intake = intake;
        this.body = body;
        this.context = context;
        this.promise = context.promise();
        Placed placed = uploads.place(intake.length(), intake.mayBeInline());
        this.inlineMaxBytes = intake.mayBeInline() ? uploads.inlineMaxNow() : -1;
        this.room = placed.room();
        this.coder = new BodyCoder(intake.checks(), intake.seal());
        this.file = uploads.newFile(coder, placed, intake.watcher().isPresent());
        intake.length().ifPresent(file::expect);
    }

    Future<T> start() {
        promise.future().onComplete(done -> settled());
        body.exceptionHandler(e -> fail(new StoreException(
                Code.INCOMPLETE_BODY, "the body broke off after " + receivedBytes + " bytes: " + e.getMessage(), e)));
        body.handler(this::received);
        body.endHandler(end -> ended());
        body.resume();
        return promise.future();
    }

    /** Ends an upload whose body is not complete; one that is goes on. */
    void cancel(StoreException reason) {
        context.runOnContext(now -> fail(reason));
    }

    private void received(Buffer buffer) {
        if (failed) {
            return;
        }
        receivedBytes += buffer.length();
        if (receivedBytes > intake.length().orElse(intake.mostBytes())) {
            fail(tooLong());
            return;
        }
        gathered.add(buffer);
        gatheredBytes += buffer.length();
        heldBytes += buffer.length();
        uploads.budget().take(buffer.length());
        handOverIfDue();
        if (!paused && (heldBytes >= HELD_MAX_BYTES || uploads.budget().isSpent())) {
            paused = true;
            body.pause();
        }
    }

    private void ended() {
        if (failed) {
            return;
        }
        ended = true;
        if (intake.length().isPresent() && intake.length().getAsLong() != receivedBytes) {
            ended = false;
            fail(new StoreException(
                    Code.INCOMPLETE_BODY,
                    "the body has " + receivedBytes + " bytes, not "
                            + intake.length().getAsLong() + " as announced"));
        } else if (!spilled && receivedBytes <= inlineMaxBytes) {
            finishInline();
        } else {
            handOverIfDue();
        }
    }

    private void handOverIfDue() {
        boolean small = !spilled && receivedBytes <= inlineMaxBytes;
        boolean due = ended
                || (gatheredBytes >= PIECE_BYTES && !small)
                || uploads.budget().isTight();
        if (writing || !due) {
            return;
        }
        List<Buffer> piece = gathered;
        long bytes = gatheredBytes;
        boolean last = ended;
        gathered = new ArrayList<>();
        gatheredBytes = 0;
        if (last && !spilled) {
            file.expect(receivedBytes);
        }
        spilled = true;
        writing = true;
        onWriter(() -> {
            file.write(piece);
            intake.watcher().ifPresent(this::show);
            if (last) {
                file.finish(uploads.forced(intake.bucket()))
                        .onSuccess(this::commit)
                        .onFailure(this::notDurable);
            } else {
                whenOthersHaveRoom(() -> context.runOnContext(now -> written(bytes)));
            }
        });
    }

    private void show(Consumer<Draft> watcher) {
        BlobDraft grown = file.draft();
        if (grown != null) {
            Draft shown = draft == null ? new ReceivedDraft(uploads.reads(), intake.object(), grown) : draft;
            draft = shown;
            context.runOnContext(now -> watcher.accept(shown));
        }
    }

    private void whenOthersHaveRoom(Runnable then) {
        Future<Void> room = file.othersHaveRoom();
        if (room == null) {
            then.run();
        } else {
            room.onSuccess(there -> then.run()).onFailure(this::notDurable);
        }
    }

    private void notDurable(Throwable cause) {
        StoreException reason = cause instanceof StoreException known
                ? known
                : new StoreException(Code.INTERNAL, "copying a body failed: " + cause, cause);
        context.runOnContext(now -> writeFailed(reason));
    }

    private void written(long bytes) {
        writing = false;
        release(bytes);
        if (failed) {
            discard();
            return;
        }
        handOverIfDue();
        resumeIfRoom();
    }

    private void resumeIfRoom() {
        if (!paused || heldBytes > HELD_MAX_BYTES / 2) {
            return;
        }
        if (uploads.budget().isSpent()) {
            uploads.budget().await(() -> context.runOnContext(now -> resume()));
        } else {
            resume();
        }
    }

    private void resume() {
        if (failed || ended || !paused) {
            uploads.budget().wake();
            return;
        }
        paused = false;
        body.resume();
    }

    private void finishInline() {
        List<Buffer> parts = gathered;
        Runnable finish = () -> {
            List<ByteBuffer> stored = new ArrayList<>(coder.pass(parts));
            BodyDigests.Values values = coder.finish();
            coder.end().ifPresent(stored::add);
            byte[] bytes = joined(stored);
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length);
            commit(coder.received(values, new Place.Inline((int) crc.getValue()), bytes));
        };
        writing = true;
        if (receivedBytes > AT_ONCE_BYTES) {
            onWriter(finish);
            return;
        }
        try {
            finish.run();
        } catch (StoreException e) {
            writeFailed(e);
        } catch (RuntimeException e) {
            writeFailed(bug(e));
        }
    }

    private static byte[] joined(List<ByteBuffer> parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(joined::put);
        return joined.array();
    }

    private void commit(Received complete) {
        promise.future().onSuccess(stored -> file.stored(complete));
        uploads.commit(intake.commit(complete, id -> uploads.discardBlob(complete), promise));
    }

    private void onWriter(Runnable task) {
        try {
            uploads.writers().execute(() -> {
                try {
                    task.run();
                } catch (StoreException e) {
                    context.runOnContext(now -> writeFailed(e));
                } catch (RuntimeException e) {
                    context.runOnContext(now -> writeFailed(bug(e)));
                }
            });
        } catch (StoreException e) {
            writeFailed(e);
        }
    }

    private static StoreException bug(RuntimeException thrown) {
        return new StoreException(Code.INTERNAL, "receiving a body failed: " + thrown, thrown);
    }

    private void writeFailed(StoreException reason) {
        writing = false;
        if (failed) {
            discard();
        } else {
            fail(reason);
        }
    }

    private void fail(StoreException reason) {
        boolean complete = ended && writing;
        if (failed || complete || promise.future().isComplete()) {
            return;
        }
        failed = true;
        body.pause();
        body.handler(null);
        body.endHandler(null);
        body.exceptionHandler(null);
        if (!writing) {
            discard();
        }
        promise.tryFail(reason);
    }

    private void discard() {
        if (spilled) {
            uploads.clearing(file::discard);
        }
    }

    private void settled() {
        release(heldBytes);
        room.giveBack();
        uploads.forget(this);
    }

    private void release(long bytes) {
        long released = Math.min(bytes, heldBytes);
        heldBytes -= released;
        uploads.budget().release(released);
    }

    private StoreException tooLong() {
        return intake.length().isPresent()
                ? new StoreException(
                        Code.INCOMPLETE_BODY,
                        "the body is longer than the " + intake.length().getAsLong() + " bytes announced")
                : Uploads.tooLarge(receivedBytes, intake.mostBytes());
    }
}
