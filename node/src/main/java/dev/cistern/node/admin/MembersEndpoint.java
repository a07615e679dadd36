package dev.cistern.node.admin;

import dev.cistern.cluster.Cluster;
import dev.cistern.node.copies.ClusterCensus;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;

/** {@code /v1/cluster/members}: the nodes of the cluster, and what it can lose; {@code DELETE …/NAME} takes one out. */
public final class MembersEndpoint {
    private static final String PATH = "/v1/cluster/members";

    private final Cluster cluster;
    private final ClusterCensus census;

    public MembersEndpoint(Cluster cluster, ClusterCensus census) {
        this.cluster = cluster;
        this.census = census;
    }

    Future<Void> serve(Exchange exchange) {
        String name = exchange.target().after(PATH);
        String method = exchange.method().name();
        if (name.isEmpty() && method.equals("GET")) {
            return cluster.view().compose(census::withProgress).compose(view -> exchange.answerJson(200, view));
        }
        if (!name.isEmpty() && method.equals("DELETE")) {
            return cluster.remove(name).compose(removed -> exchange.answer(204));
        }
        throw RequestException.methodNotAllowed(PATH + " takes GET, " + PATH + "/NAME takes DELETE");
    }
}
