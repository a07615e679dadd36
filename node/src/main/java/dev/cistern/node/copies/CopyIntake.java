package dev.cistern.node.copies;

import dev.cistern.cluster.peer.StreamSeal;
import dev.cistern.node.engine.IncomingBlob;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A copy being received: all but the seal at its end goes to the disk, piece by piece, and the sender waits for the disk. Confined
 * to the connection's event loop.
 */
final class CopyIntake {
    private static final int PIECE_BYTES = 512 * 1024;
    private static final int MOST_HELD_BYTES = 1024 * 1024;

    private final ReadStream<Buffer> body;
    private final IncomingBlob copy;
    private final Predicate<StreamSeal> isGenuine;
    private final Promise<Void> done = Promise.promise();
    private List<Buffer> gathered = new ArrayList<>();
    private int gatheredBytes;
    private int heldBytes;
    /** May be the seal, or the beginning of it. */
    private Buffer end = Buffer.buffer();

    private boolean ended;
    private boolean writing;
    private boolean paused;

    /** @param isGenuine whether a seal fits the request and the bytes before it */
    CopyIntake(ReadStream<Buffer> body, IncomingBlob copy, Predicate<StreamSeal> isGenuine) {
        this.body = body;
        this.copy = copy;
        this.isGenuine = isGenuine;
    }

    /** Completes when the copy is durable; fails, and leaves nothing behind, where it does not become whole. */
    Future<Void> take() {
        body.exceptionHandler(this::fail);
        body.endHandler(nothing -> {
            ended = true;
            writeIfDue();
        });
        body.handler(this::received);
        body.resume();
        return done.future();
    }

    private void received(Buffer bytes) {
        if (done.future().isComplete()) {
            return;
        }
        int all = end.length() + bytes.length();
        int data = Math.max(0, all - StreamSeal.BYTES);
        int fromEnd = Math.min(data, end.length());
        add(end.slice(0, fromEnd));
        add(bytes.slice(0, data - fromEnd));
        end = Buffer.buffer(StreamSeal.BYTES)
                .appendBuffer(end, fromEnd, end.length() - fromEnd)
                .appendBuffer(bytes, data - fromEnd, all - data - (end.length() - fromEnd));
        writeIfDue();
        if (heldBytes >= MOST_HELD_BYTES && !paused) {
            paused = true;
            body.pause();
        }
    }

    private void add(Buffer data) {
        if (data.length() > 0) {
            gathered.add(data);
            gatheredBytes += data.length();
            heldBytes += data.length();
        }
    }

    private void writeIfDue() {
        if (writing || done.future().isComplete()) {
            return;
        }
        if (gatheredBytes >= PIECE_BYTES || (ended && gatheredBytes > 0)) {
            List<Buffer> piece = gathered;
            int bytes = gatheredBytes;
            gathered = new ArrayList<>();
            gatheredBytes = 0;
            writing = true;
            copy.write(piece).onSuccess(written -> written(bytes)).onFailure(this::writeFailed);
        } else if (ended) {
            finish();
        }
    }

    private void written(int bytes) {
        writing = false;
        heldBytes -= bytes;
        if (done.future().isComplete()) {
            copy.abandon();
            return;
        }
        if (paused && heldBytes < MOST_HELD_BYTES / 2) {
            paused = false;
            body.resume();
        }
        writeIfDue();
    }

    private void finish() {
        if (end.length() < StreamSeal.BYTES) {
            fail(RequestException.badRequest("the copy has no seal at its end"));
            return;
        }
        StreamSeal seal = StreamSeal.read(end);
        if (!isGenuine.test(seal)) {
            fail(RequestException.forbidden("the seal at the end of the copy is wrong"));
            return;
        }
        writing = true;
        copy.finish(new BlobSum(seal.end().length(), seal.end().checksum())).onComplete(finished -> {
            // The connection may have been lost meanwhile, which has failed it already.
            boolean unused = finished.succeeded() ? done.tryComplete() : done.tryFail(finished.cause());
        });
    }

    private void writeFailed(Throwable cause) {
        writing = false;
        if (done.future().isComplete()) {
            copy.abandon();
        } else {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        if (!done.tryFail(cause)) {
            return;
        }
        if (!ended) {
            body.handler(null);
            body.endHandler(null);
        }
        if (!writing) {
            copy.abandon();
        }
    }
}
