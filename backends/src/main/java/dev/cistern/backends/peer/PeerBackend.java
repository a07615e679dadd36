package dev.cistern.backends.peer;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.parts.PassingBody;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket of another node, which evaluates conditions and compares checksums as if it were asked directly. Used by any
 * thread.
 */
public final class PeerBackend implements WritableBackend, ListableBackend {
    private static final int MOST_LIST_BYTES = 16 << 20;

    private final PeerAddress address;
    private final HttpObjects objects;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 2
     */
    public PeerBackend(PeerAddress address, String via, Upstream upstream) {
        this.address = address;
        this.objects = new HttpObjects(
                new HttpObjects.Server(address.origin(), address.toString()),
                via,
                upstream,
                new PeerDialect(address.toString()));
    }

    @Override
    public Origin origin() {
        return address.origin();
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return objects.get(key, address.target(key), knownEtag);
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return objects.read(part, address.target(part.key()));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return objects.head(address.target(key));
    }

    @Override
    public Future<Written> put(BackendPut put, ReadStream<Buffer> body) {
        PassingBody passing = new PassingBody(body, Map.of());
        MultiMap headers;
        try {
            headers = PeerHeaders.of(put);
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        RequestBody sent = RequestBody.once(passing, put.lengthBytes().orElse(RequestBody.UNKNOWN_LENGTH));
        if (put.lengthBytes().orElse(1) == 0) {
            var unused = passing.resume();
        }
        return objects.send(HttpMethod.PUT, address.target(put.key()), headers, sent)
                .compose(response -> objects.succeeded(response)
                        .map(done -> PeerHeaders.written(response.headers(), passing.bytes()))
                        .compose(written -> compared(written, passing)));
    }

    /** The checksum that the other node says it has stored is the last link: from the client's bytes to those on its disk. */
    private Future<Written> compared(Written written, PassingBody passed) {
        String md5;
        try {
            md5 = passed.md5();
        } catch (BackendException e) {
            return Future.failedFuture(e);
        }
        return written.md5().isEmpty() || written.md5().equals(md5)
                ? Future.succeededFuture(written)
                : Future.failedFuture(new BackendException(
                        Fault.BACKEND,
                        "the backend " + address + " stored bytes with MD5 " + written.md5() + ", but those sent have "
                                + md5));
    }

    @Override
    public Set<String> compares() {
        return PeerHeaders.SENT;
    }

    @Override
    public Future<Void> delete(String key, Map<String, String> conditions) {
        MultiMap headers = HttpHeaders.headers();
        conditions.forEach(headers::set);
        return objects.send(HttpMethod.DELETE, address.target(key), headers, RequestBody.none())
                .compose(objects::succeeded);
    }

    @Override
    public Future<Page> list(ListPart part) {
        return objects.send(HttpMethod.GET, address.listTarget(part), HttpHeaders.headers(), RequestBody.none())
                .compose(response -> objects.document(response, MOST_LIST_BYTES))
                .compose(this::page);
    }

    private Future<Page> page(Buffer text) {
        try {
            return Future.succeededFuture(PeerPage.parse(new JsonObject(text)));
        } catch (RuntimeException e) {
            return Future.failedFuture(new BackendException(
                    Fault.BACKEND, "the backend " + address + " wrote a list that cannot be read: " + e.getMessage()));
        }
    }
}
