package dev.cistern.node.copies;

import dev.cistern.net.server.FileRegions;
import dev.cistern.node.engine.OutgoingBlob;
import dev.cistern.node.engine.OutgoingBlob.Frame;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends a stretch of a blob as {@link PeerBlob} reads it, frame by frame at the pace of who asked, one ahead. Confined to the
 * connection's event loop.
 */
final class FrameSender {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final OutgoingBlob blob;
    private final Form form;
    private final long end;
    private final Promise<Void> done = Promise.promise();
    private long position;
    private Future<Frame> reading;

    private FrameSender(HttpServerRequest request, OutgoingBlob blob, long from, long end) {
        this.request = request;
        this.response = request.response();
        this.blob = blob;
        this.form = FileRegions.supports(request) ? Form.REGIONS : Form.BUFFERS;
        this.position = from;
        this.end = end;
        this.reading = blob.next(from, end, form);
    }

    /** Sends the blocks that hold the bytes between two positions, and closes the blob. */
    static Future<Void> send(HttpServerRequest request, OutgoingBlob blob, long from, long end) {
        return new FrameSender(request, blob, OutgoingBlob.blockStart(from), blob.blockEnd(end)).send();
    }

    private Future<Void> send() {
        long bytes = end - position;
        long blocks = (bytes + OutgoingBlob.BLOCK_BYTES - 1) / OutgoingBlob.BLOCK_BYTES;
        long length = bytes + Integer.BYTES * (blocks + blob.frames(position, end));
        reading.compose(first -> {
                    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
                    return response.writeHead().map(first);
                })
                .onSuccess(this::sendOn)
                .onFailure(done::tryFail);
        return done.future().onComplete(sent -> reading.onComplete(read -> blob.close()));
    }

    private void sendOn(Frame frame) {
        if (done.future().isComplete()) {
            return;
        }
        int bytes = frame.bytes().length();
        byte[] checksums = new byte[frame.checksums().remaining()];
        frame.checksums().duplicate().get(checksums);
        Future<Void> head = response.write(Buffer.buffer().appendInt(bytes).appendBytes(checksums));
        Future<Void> sent = frame.bytes() instanceof Chunk.Region region
                ? FileRegions.send(request, region.file(), region.position(), region.length())
                : response.write(((Chunk.Bytes) frame.bytes()).buffer());
        position += bytes;
        if (position == end) {
            head.compose(written -> sent).compose(written -> response.end()).onComplete(done);
            return;
        }
        Future<Frame> ahead = blob.next(position, end, form);
        reading = ahead;
        head.compose(written -> sent)
                .compose(written -> ahead)
                .onSuccess(this::sendOn)
                .onFailure(done::tryFail);
    }
}
