package dev.cistern.node.admin;

import dev.cistern.cluster.peer.PeerGate;
import dev.cistern.node.copies.BlobsEndpoint;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;

/** {@code /_peer}: what nodes of a cluster ask each other, and nobody else. */
public final class PeersEndpoint {
    private final BiFunction<String, JsonObject, Future<JsonObject>> cluster;
    private final BlobsEndpoint blobs;
    private final PeerGate gate;

    /** @param cluster answers what is not about blobs */
    public PeersEndpoint(
            BiFunction<String, JsonObject, Future<JsonObject>> cluster, BlobsEndpoint blobs, PeerGate gate) {
        this.cluster = cluster;
        this.blobs = blobs;
        this.gate = gate;
    }

    /** Whether requests are signed. */
    boolean knowsSecret() {
        return gate.knowsSecret();
    }

    /** Serves a request of whoever may speak for a node. */
    public Future<Void> serve(Exchange exchange) {
        if (BlobsEndpoint.isStream(exchange)) {
            PeerGate.Knock knock = exchange.method().equals(HttpMethod.PUT)
                    ? PeerGate.Knock.ofStream(
                            "PUT",
                            exchange.target().rawPath(),
                            exchange.request().headers(),
                            isFromHere(exchange))
                    : knock(exchange, Buffer.buffer());
            requireWelcome(exchange, knock);
            return blobs.stream(exchange, gate, knock);
        }
        AdminSurface.requireMethod(exchange, "POST");
        return exchange.smallBody().compose(body -> {
            requireWelcome(exchange, knock(exchange, body));
            String path = exchange.target().rawPath();
            Future<JsonObject> answered = BlobsEndpoint.isQuestion(path)
                    ? blobs.answer(path, question(body))
                    : cluster.apply(path, question(body));
            return answered.compose(answer -> exchange.answerJson(200, answer));
        });
    }

    private static PeerGate.Knock knock(Exchange exchange, Buffer body) {
        return new PeerGate.Knock(
                exchange.method().name(),
                exchange.target().rawPath(),
                exchange.request().headers(),
                body,
                isFromHere(exchange));
    }

    private static boolean isFromHere(Exchange exchange) {
        return Senders.isLocal(exchange.request().remoteAddress());
    }

    private void requireWelcome(Exchange exchange, PeerGate.Knock knock) {
        PeerGate.Verdict verdict = gate.judge(knock);
        if (verdict.refusal() != null) {
            if (verdict.challenge() != null) {
                exchange.response().putHeader(PeerGate.Verdict.challengeHeader(), verdict.challenge());
                throw RequestException.unauthenticated("NOT_A_PEER", verdict.refusal());
            }
            throw RequestException.forbidden(verdict.refusal());
        }
    }

    private static JsonObject question(Buffer body) {
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw RequestException.badRequest("the body is not a JSON object");
        }
    }
}
