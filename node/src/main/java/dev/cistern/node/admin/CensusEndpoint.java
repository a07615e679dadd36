package dev.cistern.node.admin;

import dev.cistern.node.copies.ClusterCensus;
import dev.cistern.node.http.Exchange;
import io.vertx.core.Future;

/** {@code GET /v1/cluster/census}: whether every object has as many good copies as it ought to have. */
public final class CensusEndpoint {
    private final ClusterCensus census;

    public CensusEndpoint(ClusterCensus census) {
        this.census = census;
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "GET");
        boolean verify =
                exchange.target().query().getOrDefault("verify", "false").equals("true");
        return census.take(verify).compose(counts -> exchange.answerJson(200, counts));
    }
}
