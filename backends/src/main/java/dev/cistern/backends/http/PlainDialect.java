package dev.cistern.backends.http;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** A server that speaks HTTP and nothing else. */
public final class PlainDialect implements HttpDialect {
    private static final int LOOP_DETECTED = 508;

    private final String address;

    /** @param address how the server is called in messages */
    public PlainDialect(String address) {
        this.address = address;
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return HttpObjects.describe(headers);
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        response.drain();
        return Future.succeededFuture(unexpected(response.status()));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        return Future.succeededFuture(target);
    }

    /** What a status means that answers no question. */
    public BackendException unexpected(int status) {
        if (status == LOOP_DETECTED) {
            return new BackendException(
                    Fault.LOOP, "the backend " + address + " leads back to where the request came from");
        }
        Fault fault =
                switch (status) {
                    case 404, 410 -> Fault.MISSING;
                    case 429, 503 -> Fault.BUSY;
                    case 504 -> Fault.BACKEND_TIME;
                    default -> Fault.BACKEND;
                };
        String hint =
                switch (status / 100 == 3 ? 3 : status) {
                    case 3 -> "; redirects are not followed, so give the bucket the final address";
                    case 401, 403 -> "; it does not let this node in, with the credentials that the bucket's URL names";
                    default -> "";
                };
        return new BackendException(fault, "the backend " + address + " answered with status " + status + hint);
    }
}
