package dev.cistern.backends.upstream;

import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.Call;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sends requests to hosts that may fail. What fails is sent again, a few times, where the request is there to be sent again
 * and doing it twice harms nobody; a host that is busy is left alone for as long as it asks; one that is gone is asked only
 * now and then, and whoever asks meanwhile is told so at once. Used by any thread.
 */
public final class UpstreamClient implements Upstream {
    /** Hosts remembered; of further ones, those are forgotten that behaved well. */
    static final int MOST_HOSTS = 1_024;

    private final VertxInternal vertx;
    private final Function<HttpRequest, Sent> line;
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
        /** One of a pooled client. */
        public static Sent by(Call call) {
            return new Sent(call.response(), call::cancel);
        }
    }

    /**
     * Makes a client that knows of no failures yet.
     *
     * @param line sends a request once
     * @param chance from 0 to less than 1; asked by any thread
     */
    public UpstreamClient(
            Vertx vertx,
            Function<HttpRequest, Sent> line,
            RetrySettings initial,
            UpstreamTime time,
            DoubleSupplier chance) {
        this.vertx = (VertxInternal) vertx;
        this.line = line;
        this.settings = initial;
        this.time = time;
        this.backoff = new Backoff(chance);
    }

    @Override
    public Future<HttpResponse> send(HttpRequest request) {
        ContextInternal context = vertx.getOrCreateContext();
        Attempts attempts = new Attempts(this, request, context);
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

    Sent sendOnce(HttpRequest request) {
        return line.apply(request);
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
