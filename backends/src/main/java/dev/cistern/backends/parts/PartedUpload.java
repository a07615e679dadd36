package dev.cistern.backends.parts;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.WritableBackend.Written;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way to a cloud in parts, of which {@value #PARALLEL} may be under way at a time; a body that ends within its
 * first part is sent at once. It is read only while there is memory for it. Whatever fails, what was begun is given up before
 * the failure is told, so that the cloud has what it had before. Confined to the context of its body.
 */
public final class PartedUpload {
    static final int PARALLEL = 4;

    private final ReadStream<Buffer> body;
    private final PartTarget target;
    private final PartSizes sizes;
    private final PartMemory memory;
    private final Digests digests;
    private final Promise<Written> written = Promise.promise();
    private @Nullable Buffer part;
    private MessageDigest partMd5 = Digests.digest("MD5");
    private @Nullable Buffer carried;
    private @Nullable Future<Void> begun;
    private @Nullable Throwable failure;
    private int room;
    private int number;
    private int underWay;
    private long bytes;
    private boolean opening;
    private boolean ended;
    private boolean finishing;
    private boolean givenUp;

    private PartedUpload(
            ReadStream<Buffer> body, PartTarget target, PartSizes sizes, PartMemory memory, Digests digests) {
        this.body = body;
        this.target = target;
        this.sizes = sizes;
        this.memory = memory;
        this.digests = digests;
    }

    /**
     * Sends a body; its handlers are set before this method returns.
     *
     * @param checksums what it must come to, compared here before it is completed
     */
    public static Future<Written> send(
            ReadStream<Buffer> body,
            PartTarget target,
            PartSizes sizes,
            PartMemory memory,
            Map<String, String> checksums) {
        PartedUpload upload = new PartedUpload(body, target, sizes, memory, new Digests(checksums));
        var unused = body.pause()
                .exceptionHandler(
                        cause -> upload.fail(new BackendException(Fault.BODY, "the body broke off: " + cause, cause)))
                .endHandler(end -> upload.ended())
                .handler(upload::came);
        upload.open();
        return upload.written.future();
    }

    /** Begins a part, when there is memory for it; one at a time. */
    private void open() {
        if (opening) {
            return;
        }
        int size = sizes.of(number + 1);
        if (!PartSizes.isAllowed(number + 1)) {
            fail(new BackendException(Fault.TOO_LARGE, "the object has more parts than the backend takes"));
            return;
        }
        opening = true;
        memory.take(size).onComplete(taken -> {
            opening = false;
            if (taken.failed()) {
                fail(taken.cause());
            } else if (failure != null) {
                memory.give(size);
            } else {
                fill(size);
            }
        });
    }

    private void fill(int size) {
        number++;
        room = size;
        part = Buffer.buffer(size);
        Buffer before = carried;
        carried = null;
        if (before != null) {
            take(before);
        }
        if (failure == null && part != null) {
            if (ended) {
                ended();
            } else {
                var unused = body.resume();
            }
        }
    }

    private void came(Buffer piece) {
        if (failure != null) {
            return;
        }
        bytes += piece.length();
        digests.update(piece);
        take(piece);
    }

    private void take(Buffer piece) {
        Buffer open = part;
        if (open == null) { // One that was on its way when the body was paused.
            carried = carried == null ? piece : carried.copy().appendBuffer(piece);
            return;
        }
        int fits = Math.min(piece.length(), room - open.length());
        var unused = open.appendBuffer(piece, 0, fits);
        partMd5.update(piece.getBytes(0, fits));
        if (open.length() == room) {
            var paused = body.pause();
            assert paused != null;
            if (fits < piece.length()) {
                carried = piece.slice(fits, piece.length());
            }
            close();
        }
    }

    /** The part is full, or the last. */
    private void close() {
        Buffer full = part;
        int size = room;
        if (full == null) {
            return;
        }
        part = null;
        String md5 = HexFormat.of().formatHex(partMd5.digest());
        if (number == 1 && ended && carried == null) {
            sendWhole(full, md5, size);
            return;
        }
        int mine = number;
        Future<Void> ready = begun == null ? target.begin() : begun;
        begun = ready;
        underWay++;
        ready.compose(begun -> failure == null ? target.putPart(mine, full, md5) : Future.<Void>succeededFuture())
                .onComplete(sent -> {
                    underWay--;
                    memory.give(size);
                    if (sent.failed()) {
                        fail(sent.cause());
                    }
                    goOn();
                });
        if (underWay < PARALLEL) {
            next();
        }
    }

    private void goOn() {
        if (failure != null) {
            giveUp();
        } else if (part == null && underWay == PARALLEL - 1) {
            next();
        } else {
            finish();
        }
    }

    private void next() {
        if (ended && carried == null) {
            finish();
        } else {
            open();
        }
    }

    private void ended() {
        ended = true;
        if (part != null && (part.length() > 0 || number == 1)) {
            close();
        } else if (part != null) { // Opened for bytes that did not come.
            part = null;
            number--;
            memory.give(room);
            finish();
        }
    }

    private void sendWhole(Buffer whole, String md5, int size) {
        try {
            String unused = digests.finish();
        } catch (BackendException mismatch) {
            memory.give(size);
            fail(mismatch);
            return;
        }
        target.putWhole(whole, md5).onComplete(done -> {
            memory.give(size);
            written.handle(done);
        });
    }

    private void finish() {
        if (!ended || part != null || carried != null || underWay > 0 || finishing || failure != null) {
            return;
        }
        finishing = true;
        try {
            target.complete(bytes, digests.finish()).onComplete(done -> {
                if (done.succeeded()) {
                    written.complete(done.result());
                } else {
                    fail(done.cause());
                }
            });
        } catch (BackendException mismatch) {
            fail(mismatch);
        }
    }

    private void fail(Throwable cause) {
        if (failure != null) {
            return;
        }
        failure = cause;
        var unused = body.pause();
        if (part != null) {
            part = null;
            memory.give(room);
        }
        carried = null;
        giveUp();
    }

    private void giveUp() {
        Throwable cause = failure;
        if (cause == null || underWay > 0 || givenUp) {
            return;
        }
        givenUp = true;
        Future<Void> given = begun == null || begun.failed() ? Future.succeededFuture() : target.abort();
        given.onComplete(any -> written.tryFail(cause));
    }
}
