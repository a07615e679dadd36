package dev.cistern.backends.peer;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.backends.http.PlainDialect;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** Another node, in the native API. */
final class PeerDialect implements HttpDialect {
    private final String address;
    private final PlainDialect plain;

    PeerDialect(String address) {
        this.address = address;
        this.plain = new PlainDialect(address);
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return PeerHeaders.describe(headers);
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        int status = response.status();
        return ErrorText.read(response).map(text -> text.explain(address, status, plain.unexpected(status)));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        return Future.succeededFuture(target);
    }
}
