package dev.cistern.backends.upstream;

import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.Call;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * Sends requests to hosts that may fail. What fails is sent again, a few times, where the request is there to be sent again
 * and doing it twice harms nobody; a host that is busy is left alone for as long as it asks; one that is gone is asked only
 * now and then, and whoever asks meanwhile is told so at once. Reads that are slow to be answered may be sent twice at a time.
 * Used by any thread.
 */
public final class UpstreamClient implements Upstream {
    /** Hosts remembered; of further ones, those are forgotten that behaved well. */
    static final int MOST_HOSTS = 1_024;

    private final VertxInternal vertx;
    private final Line line;
    private final UpstreamTime time;
    private final Backoff backoff;
    private final ConcurrentMap<Origin, UpstreamHost> hosts = new ConcurrentHashMap<>();
    private volatile RetrySettings settings;

    /**
     * A request on its way.
     *
     * @param response completes on the caller's context
     * @param cancel gives it up; does nothing where it has ended
     */
    public record Sent(Future<HttpResponse> response, Runnable cancel) {
        private static Sent by(Call call) {
            return new Sent(call.response(), call::cancel);
        }
    }

    /** Sends requests, each once. */
    public interface Line {
        /** Sends a request that may wait for a connection. */
        Sent send(HttpRequest request);

        /**
         * Sends a request that waits for nobody's connection, and keeps nobody waiting; fails with {@link
         * dev.cistern.net.client.RequestFailedException.Kind#NO_CONNECTION} where that cannot be.
         */
        Sent sendIfSpare(HttpRequest request);

        /** That of a pooled client. */
        static Line of(PooledHttpClient client) {
            return new Line() {
                @Override
                public Sent send(HttpRequest request) {
                    return Sent.by(client.start(request));
                }

                @Override
                public Sent sendIfSpare(HttpRequest request) {
                    return Sent.by(client.startIfSpare(request));
                }
            };
        }
    }

    /**
     * Makes a client that knows of no failures yet.
     *
     * @param line sends a request once; used by any thread
     * @param chance from 0 to less than 1; asked by any thread
     */
    public UpstreamClient(Vertx vertx, Line line, RetrySettings initial, UpstreamTime time, DoubleSupplier chance) {
        this.vertx = (VertxInternal) vertx;
        this.line = line;
        this.settings = initial;
        this.time = time;
        this.backoff = new Backoff(chance);
    }

    @Override
    public Future<HttpResponse> send(HttpRequest request) {
        return send(request, false);
    }

    @Override
    public Future<HttpResponse> read(HttpRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return send(request, reads && request.body().isInMemory());
    }

    private Future<HttpResponse> send(HttpRequest request, boolean hedged) {
        ContextInternal context = vertx.getOrCreateContext();
        Attempts attempts = new Attempts(this, request, hedged, context);
        context.execute(attempts::start);
        return attempts.answer();
    }

    @Override
    public boolean mayResume(Origin origin) {
        UpstreamHost host = host(origin);
        boolean may = host.budget.take(RetryBudget.PRICE);
        (may ? host.resumed : host.unpaid).increment();
        return may;
    }

    /** Takes up changed settings, for requests that are sent from now on. */
    public void apply(RetrySettings next) {
        settings = next;
    }

    /** Hosts that were asked since the start, or since they were forgotten because they behaved well. */
    public Map<Origin, UpstreamFigures> figures() {
        long now = time.nanos();
        RetrySettings current = settings;
        return hosts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .figures(now, current)));
    }

    UpstreamHost host(Origin origin) {
        UpstreamHost known = hosts.get(origin);
        if (known != null) {
            return known;
        }
        if (hosts.size() >= MOST_HOSTS) {
            long now = time.nanos();
            hosts.values().removeIf(host -> host.isPlain(now));
        }
        return hosts.size() >= MOST_HOSTS ? new UpstreamHost(origin) : hosts.computeIfAbsent(origin, UpstreamHost::new);
    }

    Line line() {
        return line;
    }

    RetrySettings settings() {
        return settings;
    }

    UpstreamTime time() {
        return time;
    }

    Backoff backoff() {
        return backoff;
    }
}
