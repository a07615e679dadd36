package dev.cistern.node.admin;

import dev.cistern.cluster.Cluster;
import dev.cistern.cluster.ClusterException;
import dev.cistern.cluster.ClusterException.Code;
import dev.cistern.node.copies.ClusterCensus;
import dev.cistern.node.copies.Holdings;
import dev.cistern.node.copies.Holdings.Held;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;

/**
 * {@code /v1/cluster/members}: the nodes of the cluster, and what it can lose; {@code DELETE …/NAME} takes one out, {@code …/NAME/drain}
 * has its copies made elsewhere before.
 */
public final class MembersEndpoint {
    private static final String PATH = "/v1/cluster/members";
    private static final String DRAIN = "/drain";

    private final Cluster cluster;
    private final ClusterCensus census;
    private final Holdings holdings;

    public MembersEndpoint(Cluster cluster, ClusterCensus census, Holdings holdings) {
        this.cluster = cluster;
        this.census = census;
        this.holdings = holdings;
    }

    Future<Void> serve(Exchange exchange) {
        String name = exchange.target().after(PATH);
        String method = exchange.method().name();
        if (name.isEmpty() && method.equals("GET")) {
            return cluster.view().compose(census::withProgress).compose(view -> exchange.answerJson(200, view));
        }
        if (name.endsWith(DRAIN)) {
            return drain(exchange, name.substring(0, name.length() - DRAIN.length()), method);
        }
        if (!name.isEmpty() && method.equals("DELETE")) {
            boolean force =
                    exchange.target().query().getOrDefault("force", "false").equals("true");
            return (force ? Future.<Void>succeededFuture() : requireNothingAlone(name))
                    .compose(allowed -> cluster.remove(name))
                    .compose(removed -> exchange.answer(204));
        }
        throw RequestException.methodNotAllowed(
                PATH + " takes GET, " + PATH + "/NAME takes DELETE, " + PATH + "/NAME/drain takes GET, PUT and DELETE");
    }

    private Future<Void> drain(Exchange exchange, String name, String method) {
        return switch (method) {
            case "PUT" -> cluster.drain(name).compose(begun -> answerHeld(exchange, name));
            case "DELETE" -> cluster.endDrain(name).compose(ended -> answerHeld(exchange, name));
            case "GET" -> answerHeld(exchange, name);
            default -> throw RequestException.methodNotAllowed(PATH + "/NAME/drain takes GET, PUT and DELETE");
        };
    }

    private Future<Void> answerHeld(Exchange exchange, String name) {
        return holdings.of(name)
                .compose(held -> held.isPresent()
                        ? exchange.answerJson(200, held.get().json())
                        : Future.failedFuture(new ClusterException(Code.NO_SUCH_MEMBER, "there is no member " + name)));
    }

    /** Who is removed is not asked for copies any more. */
    private Future<Void> requireNothingAlone(String name) {
        return holdings.of(name).compose(held -> held.filter(some -> some.alone() > 0)
                .map(some -> Future.<Void>failedFuture(new ClusterException(Code.REFUSED, alone(some))))
                .orElseGet(Future::succeededFuture));
    }

    private static String alone(Held held) {
        String name = held.member().name();
        String lost = held.alone() + " blobs of objects have their only copy that can be reached on " + name
                + ", and would be lost with it; ";
        return held.member().near()
                ? lost + "have them copied first: cistern cluster drain " + name + "; or give them up with --force"
                : lost + name + " is away: bring it back, or wait for the others; or give them up with --force";
    }
}
