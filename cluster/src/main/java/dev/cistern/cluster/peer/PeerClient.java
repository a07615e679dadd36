package dev.cistern.cluster.peer;

import dev.cistern.net.client.Call;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks other nodes, over layer 2. May be used from any thread. */
public final class PeerClient {
    private static final int MOST_ANSWER_BYTES = 4 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int MOST_CHALLENGES = 1_024;

    private final PooledHttpClient client;
    private final @Nullable PeerSecret secret;
    private final String name;
    private final String sender = PeerGate.random();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, String> challenges = new ConcurrentHashMap<>();

    /**
     * A client of this node.
     *
     * @param client layer 2
     * @param secret null where the cluster has none
     * @param name of this node, for the logs of others
     */
    public PeerClient(PooledHttpClient client, @Nullable PeerSecret secret, String name) {
        this.client = client;
        this.secret = secret;
        this.name = name;
    }

    /**
     * Asks a node.
     *
     * @param url {@code http://host:port}
     * @param path below {@code /_peer}
     * @param within longest wait for the whole answer
     * @return the answer; fails with a {@link PeerException} when the node would not, and with a
     *     {@link dev.cistern.net.client.RequestFailedException} or {@link java.util.concurrent.TimeoutException} when it did
     *     not answer
     */
    public Future<JsonObject> ask(String url, String path, JsonObject question, Duration within) {
        return send(url, path, question, within).recover(refusal -> {
            if (refusal instanceof PeerException refused
                    && refused.status() == UNAUTHORIZED
                    && refused.body().getValue("challenge") instanceof String challenge) {
                remember(url, challenge);
                return send(url, path, question, within);
            }
            return Future.failedFuture(refusal);
        });
    }

    private void remember(String url, String challenge) {
        if (challenges.size() >= MOST_CHALLENGES) {
            challenges.clear();
        }
        challenges.put(url, challenge);
    }

    private Future<JsonObject> send(String url, String path, JsonObject question, Duration within) {
        Call call;
        try {
            call = client.start(request(url, path, question));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return call.response()
                .compose(PeerClient::answer)
                .timeout(within.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> call.cancel());
    }

    private HttpRequest request(String url, String path, JsonObject question) {
        URI uri = URI.create(url);
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("'" + url + "' is not of the form http://HOST:PORT");
        }
        Buffer body = question.toBuffer();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("Content-Type", "application/json")
                .set(PeerHeaders.SENDER, name);
        if (secret != null) {
            String digest = PeerSecret.digest(body.getBytes());
            PeerSignature signature = new PeerSignature(
                    "POST", path, digest, sender, challenges.getOrDefault(url, ""), numbers.incrementAndGet());
            headers.set(PeerHeaders.DIGEST, digest)
                    .set(PeerHeaders.INPUT, signature.input())
                    .set(PeerHeaders.SIGNATURE, secret.sign(signature));
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Origin origin = new Origin(bare, uri.getPort(), "https".equals(uri.getScheme()));
        return new HttpRequest(origin, HttpMethod.POST, path, headers, RequestBody.of(body));
    }

    private static Future<JsonObject> answer(HttpResponse response) {
        return body(response)
                .map(bytes -> {
                    JsonObject json;
                    try {
                        json = bytes.length() == 0 ? new JsonObject() : bytes.toJsonObject();
                    } catch (DecodeException e) {
                        json = new JsonObject()
                                .put("message", "answered with status " + response.status() + " and no JSON");
                    }
                    String challenge = response.headers().get(PeerHeaders.CHALLENGE);
                    return challenge == null ? json : json.put("challenge", challenge);
                })
                .compose(json -> response.status() == 200
                        ? Future.succeededFuture(json)
                        : Future.failedFuture(new PeerException(response.status(), json)));
    }

    private static Future<Buffer> body(HttpResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer collected = Buffer.buffer();
        response.body()
                .exceptionHandler(whole::tryFail)
                .endHandler(end -> whole.tryComplete(collected))
                .handler(part -> {
                    if (collected.length() + part.length() > MOST_ANSWER_BYTES) {
                        whole.tryFail("an answer of more than " + MOST_ANSWER_BYTES + " bytes");
                        response.discard();
                    } else {
                        collected.appendBuffer(part);
                    }
                });
        response.body().resume();
        return whole.future();
    }
}
