package dev.cistern.backends.http;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendObject;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** Objects below a prefix of an HTTP server, read with GET and HEAD; redirects are not followed. Used by any thread. */
public final class HttpBackend implements Backend {
    private final HttpAddress address;
    private final HttpObjects objects;

    /**
     * Opens a backend; nothing is sent yet.
     *
     * @param via see {@link HttpObjects#VIA}
     * @param client sends a request from the caller's context, through the pool of layer 3
     */
    public HttpBackend(HttpAddress address, String via, Function<HttpRequest, Future<HttpResponse>> client) {
        this.address = address;
        this.objects = new HttpObjects(address.origin(), address.toString(), via, client);
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return address.target(key)
                .map(target -> objects.get(target, knownEtag, HttpObjects::describe))
                .orElseGet(() -> Future.succeededFuture(new BackendAnswer.Missing()));
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        return address.target(key)
                .map(target -> objects.head(target, HttpObjects::describe))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
