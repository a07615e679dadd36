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
    private final PeerAddress address;
    private final PeerCredentials credentials;
    private final PlainDialect plain;

    PeerDialect(PeerAddress address, PeerCredentials credentials) {
        this.address = address;
        this.credentials = credentials;
        this.plain = new PlainDialect(address.toString());
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return PeerHeaders.describe(headers);
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        int status = response.status();
        return ErrorText.read(response).map(text -> text.explain(address.toString(), status, plain.unexpected(status)));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        return credentials.prove(address, method, target, headers).map(target);
    }
}
