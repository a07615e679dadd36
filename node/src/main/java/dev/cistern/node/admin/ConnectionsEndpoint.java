package dev.cistern.node.admin;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.node.http.Exchange;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /v1/connections}: every layer's connections, why they closed, and the limits they live under. */
public final class ConnectionsEndpoint {
    private static final List<String> CLIENT_LIMITS = List.of(
            "net.http.server_idle_time",
            "net.http.header_timeout",
            "net.http.max_conns",
            "net.http.server_max_lifetime",
            "net.http.server_max_requests",
            "net.http.drain_time");

    private static final List<String> PEER_LIMITS = List.of(
            "net.http.idle_conn_time",
            "net.http.idle_conns",
            "net.http.idle_conns_per_host",
            "net.http.conns_per_host",
            "net.http.max_waiters",
            "net.http.acquire_timeout",
            "net.http.dials_per_host",
            "net.http.connect_timeout",
            "net.http.tls_timeout",
            "net.http.max_lifetime",
            "net.http.min_idle",
            "transport.protocol",
            "transport.heartbeat_interval_ms",
            "transport.idle_timeout_ms",
            "transport.keepalive_enabled",
            "transport.conn_window_bytes",
            "transport.stream_window_bytes");

    private static final List<String> BACKEND_LIMITS = List.of(
            "net.http.backend_idle_conn_time",
            "net.http.backend_idle_conns",
            "net.http.backend_idle_conns_per_host",
            "net.http.backend_conns_per_host",
            "net.http.backend_max_waiters",
            "net.http.backend_acquire_timeout",
            "net.http.backend_dials_per_host",
            "net.http.backend_connect_timeout",
            "net.http.backend_tls_timeout",
            "net.http.backend_max_lifetime",
            "net.http.backend_min_idle");

    private final ServerConnections connections;
    private final Supplier<PoolFigures> peers;
    private final Supplier<PoolFigures> backends;
    private final SettingsService settings;

    /**
     * Makes the endpoint.
     *
     * @param peers of layer 2
     * @param backends of layer 3
     */
    public ConnectionsEndpoint(
            ServerConnections connections,
            Supplier<PoolFigures> peers,
            Supplier<PoolFigures> backends,
            SettingsService settings) {
        this.connections = connections;
        this.peers = peers;
        this.backends = backends;
        this.settings = settings;
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "GET");
        return exchange.answerJson(
                200,
                new JsonObject()
                        .put(
                                "layers",
                                new JsonArray()
                                        .add(clients())
                                        .add(PoolJson.of("peers", peers.get()).put("limits", limits(PEER_LIMITS)))
                                        .add(PoolJson.of("backends", backends.get())
                                                .put("limits", limits(BACKEND_LIMITS)))));
    }

    private JsonObject clients() {
        ServerFigures figures = connections.figures();
        JsonObject counters = new JsonObject()
                .put("open", figures.open())
                .put("idle", figures.idle())
                .put("active", figures.active())
                .put("in_header", figures.inHeader())
                .put("draining", figures.draining())
                .put("accepted", figures.accepted())
                .put("refused", figures.refused())
                .put("requests", figures.requests());
        JsonObject closes = new JsonObject();
        figures.closes().forEach((reason, count) -> closes.put(reason.label(), count));
        return new JsonObject()
                .put("layer", "clients")
                .put("figures", counters)
                .put("closes", closes)
                .put("ages", histogram(figures.ages()))
                .put("idle_times", histogram(figures.idleTimes()))
                .put("limits", limits(CLIENT_LIMITS))
                .put("recent_closes", recentCloses(figures.lastCloses()));
    }

    private JsonArray limits(List<String> keys) {
        JsonArray limits = new JsonArray();
        for (String key : keys) {
            settings.current()
                    .entry(key)
                    .ifPresent(entry -> limits.add(new JsonObject()
                            .put("key", key)
                            .put("value", entry.configured())
                            .put("effective", entry.effective())
                            .put("reason", entry.reason())));
        }
        return limits;
    }

    private static JsonArray histogram(List<ServerFigures.Bucket> buckets) {
        JsonArray json = new JsonArray();
        for (ServerFigures.Bucket bucket : buckets) {
            Duration below = bucket.below();
            json.add(new JsonObject()
                    .put("below_ms", below == null ? null : below.toMillis())
                    .put("connections", bucket.count()));
        }
        return json;
    }

    private static JsonArray recentCloses(List<ServerFigures.Closed> closes) {
        Instant now = Instant.now();
        JsonArray json = new JsonArray();
        for (ServerFigures.Closed closed : closes) {
            json.add(new JsonObject()
                    .put("when", now.minus(closed.ago()).toString())
                    .put("reason", closed.reason().label())
                    .put("peer", closed.peer())
                    .put("age_ms", closed.age().toMillis())
                    .put("requests", closed.requests()));
        }
        return json;
    }
}
