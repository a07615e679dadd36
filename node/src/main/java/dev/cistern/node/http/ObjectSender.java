package dev.cistern.node.http;

import dev.cistern.net.server.FileRegions;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends an open object as the body of a response: verified chunk by verified chunk, at the pace of the client, reading
 * one chunk ahead. Confined to the connection's event loop.
 */
public final class ObjectSender {
    private static final Chunk NOTHING_READ = new Chunk.Bytes(Buffer.buffer());

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final OpenObject object;
    private final Promise<Void> done = Promise.promise();
    private Future<Chunk> reading;

    private ObjectSender(HttpServerRequest request, OpenObject object) {
        this.request = request;
        this.response = request.response();
        this.object = object;
        this.reading = Future.succeededFuture(NOTHING_READ);
    }

    /**
     * Sends the part that is open and closes it. Status and headers, {@code Content-Length} excepted, have been set.
     * Fails without having sent anything when the first chunk cannot be read.
     */
    public static Future<Void> send(HttpServerRequest request, OpenObject object) {
        return new ObjectSender(request, object).send();
    }

    private Future<Void> send() {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(object.length()));
        if (object.length() == 0) {
            finishWith(response.end());
        } else {
            reading = object.next();
            reading.onSuccess(this::sendFirst).onFailure(done::tryFail);
        }
        return done.future().onComplete(sent -> reading.onComplete(read -> object.close()));
    }

    private void finishWith(Future<Void> sent) {
        toClient(sent).onSuccess(done::tryComplete).onFailure(done::tryFail);
    }

    /** What cannot be sent has nobody who waits for it any more. */
    private static Future<Void> toClient(Future<Void> sent) {
        return sent.recover(cause -> Future.failedFuture(new ClientGoneException(cause)));
    }

    private void sendFirst(Chunk chunk) {
        if (object.remaining() == 0 && chunk instanceof Chunk.Bytes bytes) {
            finishWith(response.end(bytes.buffer()));
            return;
        }
        toClient(response.writeHead()).onFailure(done::tryFail);
        sendOn(chunk);
    }

    private void sendOn(Chunk chunk) {
        if (done.future().isComplete()) {
            return;
        }
        Future<Void> sent = chunk instanceof Chunk.Region region
                ? FileRegions.send(request, region.file(), region.position(), region.length())
                : response.write(((Chunk.Bytes) chunk).buffer());
        if (object.remaining() == 0) {
            finishWith(sent.compose(written -> response.end()));
            return;
        }
        Future<Chunk> ahead = object.next();
        reading = ahead;
        toClient(sent).compose(written -> ahead).onSuccess(this::sendOn).onFailure(done::tryFail);
    }
}
