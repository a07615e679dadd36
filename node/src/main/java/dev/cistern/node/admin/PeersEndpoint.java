package dev.cistern.node.admin;

import dev.cistern.cluster.Cluster;
import dev.cistern.cluster.peer.PeerGate;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** {@code /_peer}: what nodes of a cluster ask each other, and nobody else. */
public final class PeersEndpoint {
    private final Cluster cluster;
    private final PeerGate gate;

    public PeersEndpoint(Cluster cluster, PeerGate gate) {
        this.cluster = cluster;
        this.gate = gate;
    }

    /** Whether requests are signed. */
    boolean knowsSecret() {
        return gate.knowsSecret();
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "POST");
        return exchange.smallBody().compose(body -> {
            PeerGate.Verdict verdict = gate.judge(new PeerGate.Knock(
                    "POST",
                    exchange.target().rawPath(),
                    exchange.request().headers(),
                    body,
                    Senders.isLocal(exchange.request().remoteAddress())));
            if (verdict.refusal() != null) {
                if (verdict.challenge() != null) {
                    exchange.response().putHeader(PeerGate.Verdict.challengeHeader(), verdict.challenge());
                    throw RequestException.unauthenticated("NOT_A_PEER", verdict.refusal());
                }
                throw RequestException.forbidden(verdict.refusal());
            }
            return cluster.answer(exchange.target().rawPath(), question(body))
                    .compose(answer -> exchange.answerJson(200, answer));
        });
    }

    private static JsonObject question(Buffer body) {
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw RequestException.badRequest("the body is not a JSON object");
        }
    }
}
