package dev.cistern.bench.backends;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The node whose buckets stand in front of an upstream. Usable from all threads. */
final class Front {
    private static final Duration START = Duration.ofMinutes(5);

    private final NodeProcess node;
    private final AtomicInteger buckets = new AtomicInteger();

    private Front(NodeProcess node) {
        this.node = node;
    }

    static Front start(Trial trial, String name, String... jvm) throws IOException, InterruptedException {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder(name));
        NodeProcess node = trial.keep(NodeProcess.start(
                jvm.length == 0 ? launch : launch.withJvm(jvm), trial.folder().resolve(name + ".log")));
        trial.say("the node is ready after %d ms", node.awaitReady(START).toMillis());
        return new Front(node);
    }

    NodeProcess node() {
        return node;
    }

    InetSocketAddress address() {
        return node.address();
    }

    /** A bucket of which nothing is here yet; its name. */
    String coldBucket(String backend) throws IOException {
        String name = "cold-" + buckets.incrementAndGet();
        JsonObject unused = send(
                "POST",
                "/v1/buckets/" + name,
                new JsonObject().put("action", "create-bck").put("value", new JsonObject().put("backend", backend)));
        return name;
    }

    /** Frees the space of its copies. */
    void destroy(String bucket) throws IOException {
        JsonObject unused = send("DELETE", "/v1/buckets/" + bucket, new JsonObject().put("action", "destroy-bck"));
    }

    void set(JsonObject settings) throws IOException {
        JsonObject unused = send("PUT", "/v1/settings", new JsonObject().put("set", settings));
    }

    /** What the node advises for its connections to clouds. */
    JsonObject advice() throws IOException {
        return send("GET", "/v1/advice?layer=backends", new JsonObject());
    }

    private JsonObject send(String method, String target, JsonObject body) throws IOException {
        try (HttpConnection connection = HttpConnection.open(address())) {
            Request request = Request.of(method, target);
            Response answer = connection.exchange(body.isEmpty() ? request : request.withJson(body.encode()));
            if (answer.status() != 200) {
                throw new IOException(method + " " + target + " gave " + answer.status() + ": " + answer.text());
            }
            String text = answer.text().strip();
            return text.startsWith("{") ? new JsonObject(text) : new JsonObject();
        }
    }

    /** Where an object is. */
    static String target(String bucket, String key) {
        return "/v1/objects/" + bucket + "/" + key;
    }
}
