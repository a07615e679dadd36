package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** {@code /_metrics}: all metrics in Prometheus' text format. */
public final class MetricsEndpoint {
    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;

    public MetricsEndpoint(Vertx vertx, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "GET");
        return vertx.executeBlocking(() -> Buffer.buffer(registry.scrape()), false)
                .compose(text -> exchange.answer(200, "text/plain; version=0.0.4; charset=utf-8", text));
    }
}
