package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Probes in Kubernetes' sense. Live: the process answers. Started: it has finished its start. Ready: it wants requests;
 * not before it has started, not while it drains.
 */
public final class HealthEndpoint {
    /** Where a node is in its life. */
    public enum Phase {
        STARTING,
        READY,
        DRAINING
    }

    private volatile Phase phase = Phase.STARTING;

    public void enter(Phase next) {
        phase = next;
    }

    Future<Void> serve(Exchange exchange) {
        Phase now = phase;
        return switch (exchange.target().after("/_health")) {
            case "live" -> answer(exchange, true, now);
            case "started" -> answer(exchange, now != Phase.STARTING, now);
            case "ready" -> answer(exchange, now == Phase.READY, now);
            default ->
                throw RequestException.noSuchResource("there are /_health/live, /_health/ready and /_health/started");
        };
    }

    private static Future<Void> answer(Exchange exchange, boolean good, Phase phase) {
        String text = phase.name().toLowerCase(java.util.Locale.ROOT);
        return exchange.answerJson(
                good ? 200 : 503, new JsonObject().put("ok", good).put("phase", text));
    }
}
