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
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other nodes, over layer 2. May be used from any thread. */
public final class PeerClient {
    private static final Logger log = LoggerFactory.getLogger(PeerClient.class);
    private static final int MOST_ANSWER_BYTES = 4 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final int MOST_CHALLENGES = 1_024;

    private final PooledHttpClient client;
    private final @Nullable PeerKeyring keyring;
    private final String name;
    private final String sender = PeerGate.random();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, String> challenges = new ConcurrentHashMap<>();

    /**
     * A client of this node.
     *
     * @param client layer 2
     * @param keyring null where the cluster has no secret
     * @param name of this node, for the logs of others
     */
    public PeerClient(PooledHttpClient client, @Nullable PeerKeyring keyring, String name) {
        this.client = client;
        this.keyring = keyring;
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
            return refusal instanceof PeerException refused && learnt(url, refused)
                    ? send(url, path, question, within)
                    : Future.failedFuture(refusal);
        });
    }

    /** Whether the refusal says what to sign for, so that the next request will be let in. */
    private boolean learnt(String url, PeerException refused) {
        boolean learnt = refused.status() == UNAUTHORIZED && refused.body().getValue("challenge") instanceof String;
        if (learnt) {
            remember(url, refused.body().getString("challenge"));
        }
        return learnt;
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
        Buffer body = question.toBuffer();
        String digest = keyring == null ? "" : PeerSecret.digest(body.getBytes());
        MultiMap headers =
                headers(secret(), signature("POST", url, path, digest)).set("Content-Type", "application/json");
        return new HttpRequest(origin(url), HttpMethod.POST, path, headers, RequestBody.of(body));
    }

    private PeerSignature signature(String method, String url, String path, String digest) {
        return new PeerSignature(
                method, path, digest, sender, challenges.getOrDefault(url, ""), numbers.incrementAndGet());
    }

    private @Nullable PeerSecret secret() {
        return keyring == null ? null : keyring.first();
    }

    private MultiMap headers(@Nullable PeerSecret secret, PeerSignature signature) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set(PeerHeaders.SENDER, name);
        if (secret != null) {
            headers.set(PeerHeaders.DIGEST, signature.digest())
                    .set(PeerHeaders.INPUT, signature.input())
                    .set(PeerHeaders.SIGNATURE, secret.sign(signature));
        }
        return headers;
    }

    private static Origin origin(String url) {
        URI uri = URI.create(url);
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("'" + url + "' is not of the form http://HOST:PORT");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Origin(bare, uri.getPort(), "https".equals(uri.getScheme()));
    }

    /**
     * Asks for a stream.
     *
     * @return the answer, its body paused, if its status is 200; fails as {@link #ask} does
     */
    public Future<HttpResponse> get(String url, String path) {
        return getOnce(url, path).recover(refusal -> {
            return refusal instanceof PeerException refused && learnt(url, refused)
                    ? getOnce(url, path)
                    : Future.failedFuture(refusal);
        });
    }

    private Future<HttpResponse> getOnce(String url, String path) {
        try {
            String digest = keyring == null ? "" : PeerSecret.digest(new byte[0]);
            MultiMap headers = headers(secret(), signature("GET", url, path, digest));
            return client.send(new HttpRequest(origin(url), HttpMethod.GET, path, headers, RequestBody.none()))
                    .compose(response -> response.status() == 200
                            ? Future.succeededFuture(response)
                            : answer(response).map(response));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    /** Whether requests are signed, so that {@link Sending#seal} needs the SHA-256 of the body. */
    public boolean signs() {
        return keyring != null;
    }

    /** Begins to send a stream, which is to end with its seal. */
    public Sending put(String url, String path, ReadStream<Buffer> body) {
        PeerSecret secret = secret();
        PeerSignature signature = signature("PUT", url, path, StreamSeal.DIGEST);
        Call call = client.start(new HttpRequest(
                origin(url),
                HttpMethod.PUT,
                path,
                headers(secret, signature),
                RequestBody.once(body, RequestBody.UNKNOWN_LENGTH)));
        Future<JsonObject> answer =
                call.response().compose(PeerClient::answer).onFailure(refusal -> learn(url, refusal));
        return new Sending(call, answer, secret, signature);
    }

    private void learn(String url, Throwable refusal) {
        if (refusal instanceof PeerException refused && learnt(url, refused)) {
            log.debug("{} was started anew; this stream is lost, the next is let in", url);
        }
    }

    /** A stream on its way. */
    public static final class Sending {
        private final Call call;
        private final Future<JsonObject> answer;
        private final @Nullable PeerSecret secret;
        private final PeerSignature signature;

        private Sending(Call call, Future<JsonObject> answer, @Nullable PeerSecret secret, PeerSignature signature) {
            this.call = call;
            this.answer = answer;
            this.secret = secret;
            this.signature = signature;
        }

        /** Fails as that of {@link PeerClient#ask}. */
        public Future<JsonObject> answer() {
            return answer;
        }

        /**
         * The last bytes of the stream.
         *
         * @param sha256 of all before; anything where nothing is signed
         */
        public Buffer seal(StreamSeal.End end, byte[] sha256) {
            return StreamSeal.of(secret, signature, end, sha256).write();
        }

        /** Gives up. */
        public void cancel() {
            call.cancel();
        }
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
