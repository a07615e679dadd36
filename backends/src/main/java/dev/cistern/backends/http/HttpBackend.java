package dev.cistern.backends.http;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import java.util.Optional;

/** Objects below a prefix of an HTTP server, read with GET and HEAD; redirects are not followed. Used by any thread. */
public final class HttpBackend implements Backend {
    private final HttpAddress address;
    private final HttpObjects objects;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param upstream sends requests through the pool of layer 3
     */
    public HttpBackend(HttpAddress address, String via, Upstream upstream) {
        this.address = address;
        this.objects = new HttpObjects(
                new HttpObjects.Server(address.origin(), address.toString()),
                via,
                upstream,
                new PlainDialect(address.toString()));
    }

    @Override
    public Origin origin() {
        return address.origin();
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return address.target(key)
                .map(target -> objects.get(key, target, knownEtag))
                .orElseGet(() -> Future.succeededFuture(new BackendAnswer.Missing()));
    }

    @Override
    public Future<BackendBody> read(BackendPart part) {
        return address.target(part.key())
                .map(target -> objects.read(part, target))
                .orElseGet(() -> Future.failedFuture(
                        new BackendException(Fault.CONDITION, "there is nothing below " + address + " of that key")));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return address.target(key)
                .map(target -> objects.head(target))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
