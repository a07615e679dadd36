package dev.cistern.backends.upstream;

import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import java.util.function.Function;

/** Where requests of backends go. Used by any thread. */
public interface Upstream {

    /**
     * Sends a request from the caller's context; completes there, when the headers of the response have come. Fails with a
     * {@link dev.cistern.net.client.RequestFailedException} or a {@link dev.cistern.backends.BackendException}.
     */
    Future<HttpResponse> send(HttpRequest request);

    /**
     * Sends a request for an object, a part of it, or what is known of it, as {@link #send} does; where the host is slow to
     * answer it, a second one may be sent beside it.
     *
     * @param request a GET or HEAD; another one is sent alone
     */
    default Future<HttpResponse> read(HttpRequest request) {
        return send(request);
    }

    /** Whether one more request may be made for a response that broke off; it is paid for with the answer yes. */
    boolean mayResume(Origin origin);

    /** One whose requests are sent once, and whose bodies are not resumed. */
    static Upstream once(Function<HttpRequest, Future<HttpResponse>> client) {
        return new Upstream() {
            @Override
            public Future<HttpResponse> send(HttpRequest request) {
                return client.apply(request);
            }

            @Override
            public boolean mayResume(Origin origin) {
                return false;
            }
        };
    }
}
