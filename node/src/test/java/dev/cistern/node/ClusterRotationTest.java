package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.TrustedRoots;
import dev.cistern.node.cli.Cistern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that speak TLS to everybody and have a secret, all of which is replaced while they are asked. */
final class ClusterRotationTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String HOST = "127.0.0.1";
    private static final String OLD = "the old secret, long enough";
    private static final String NEW = "the new secret, long enough";

    @TempDir
    private Path folder = Path.of("");

    private final List<RunningNode> nodes = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean asking = true;
    private String token = "";

    @AfterEach
    void stopAll() throws Exception {
        asking = false;
        for (RunningNode node : nodes) {
            node.close();
        }
    }

    /** By the command, in a process of its own, since it needs none of ours. */
    private Path certificates(String name) throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cistern.class.getName(),
                        "cluster",
                        "certs",
                        "--out",
                        out.toString(),
                        HOST)
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        return out;
    }

    private Path own(int node) {
        return folder.resolve("own-" + node);
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeIdentity(int node, Path made) throws IOException {
        replace(own(node).resolve("cert.pem"), Files.readString(made.resolve(HOST + ".pem")));
        replace(own(node).resolve("key.pem"), Files.readString(made.resolve(HOST + "-key.pem")));
    }

    private RunningNode start(int number, String... more) throws Exception {
        Path own = own(number);
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of(
                "cluster.name=n" + number,
                "cluster.secret_file=" + own.resolve("secret"),
                "cluster.tls_cert_file=" + own.resolve("cert.pem"),
                "cluster.tls_key_file=" + own.resolve("key.pem"),
                "cluster.tls_ca_file=" + own.resolve("ca.pem"),
                "net.http.tls_cert_file=" + own.resolve("cert.pem"),
                "net.http.tls_key_file=" + own.resolve("key.pem")));
        return RunningNode.start(folder.resolve("n" + number), all.toArray(String[]::new));
    }

    private static SSLContext believing(String... roots) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String pem : roots) {
            for (X509Certificate root : TrustedRoots.parse(pem).certificates()) {
                store.setCertificateEntry("root-" + store.size(), root);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> ask(HttpClient client, RunningNode node, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + HOST + ":" + node.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .timeout(LONGEST)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** Writes through one node what lies on others too, and reads it through the next. */
    private void keepAsking(HttpClient client) {
        String body = "x".repeat(20_000);
        for (int i = 0; asking; i++) {
            String path = "/v1/objects/both/k" + i % 50;
            try {
                HttpResponse<String> put = ask(client, nodes.get(i % nodes.size()), "PUT", path, body + i);
                HttpResponse<String> get = ask(client, nodes.get((i + 1) % nodes.size()), "GET", path, "");
                if (put.statusCode() != 200 || !get.body().equals(body + i)) {
                    failures.add(put.statusCode() + " " + put.body() + " " + get.statusCode());
                }
            } catch (IOException | InterruptedException e) {
                failures.add(String.valueOf(e));
            }
            asked.incrementAndGet();
        }
    }

    /** Each node for itself, with requests under way before and after. */
    private void eachTakes(HttpClient client, String key, Step step) throws Exception {
        for (int node = 0; node < nodes.size(); node++) {
            RunningNode running = nodes.get(node);
            int before = changes(client, running, key);
            int soFar = asked.get();
            step.write(node);
            until(key + " is taken up", () -> changes(client, running, key) > before);
            until("requests went on", () -> asked.get() > soFar + 3);
        }
    }

    private interface Step {
        void write(int node) throws IOException;
    }

    private int changes(HttpClient client, RunningNode node, String key) throws IOException, InterruptedException {
        String history = ask(client, node, "GET", "/v1/settings/history", "").body();
        return history.split("\"" + key + "\"", -1).length;
    }

    private void untilTaken(HttpClient client, RunningNode node, String request, String body) throws Exception {
        String[] words = request.split(" ", -1);
        AtomicReference<String> last = new AtomicReference<>("");
        until(
                request + " is taken",
                () -> {
                    HttpResponse<String> answer = ask(client, node, words[0], words[1], body);
                    last.set(answer.statusCode() + " " + answer.body());
                    return answer.statusCode() < 300;
                },
                last::get);
    }

    /** A try whose outcome nobody knew may have made it, so that the next is refused. */
    private void untilThereIsABucket(HttpClient client) throws Exception {
        until("there is a bucket", () -> {
            HttpResponse<String> unused =
                    ask(client, nodes.get(2), "POST", "/v1/buckets/both", "{\"action\":\"create-bck\"}");
            return ask(client, nodes.get(2), "GET", "/v1/buckets/both", "").statusCode() < 300;
        });
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, condition, () -> "");
    }

    private static void until(String what, Callable<Boolean> condition, Supplier<String> last) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(() -> what + ": " + last.get()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void startThree(Path certificates, String root) throws Exception {
        for (int node = 0; node < 3; node++) {
            Files.createDirectories(own(node));
            writeIdentity(node, certificates);
            replace(own(node).resolve("ca.pem"), root);
            replace(own(node).resolve("secret"), OLD);
        }
        nodes.add(start(0));
        token = nodes.get(0).operator();
        String join = "cluster.join=" + HOST + ":" + nodes.get(0).port();
        nodes.add(start(1, join));
        nodes.add(start(2, join));
    }

    private void assertThatRaftShowsOne(HttpClient client, String root) throws Exception {
        JsonArray members = new JsonObject(ask(client, nodes.get(0), "GET", "/v1/cluster/members", "")
                        .body())
                .getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            String address = members.getJsonObject(i).getString("raft_address");
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (SSLSocket socket =
                    (SSLSocket) believing(root).getSocketFactory().createSocket(HOST, port)) {
                socket.startHandshake();
            }
        }
    }

    @Test
    void rootsCertificatesAndSecretsAreReplacedNodeByNodeAndNoRequestFails() throws Exception {
        Path before = certificates("before");
        Path after = certificates("after");
        String oldRoot = Files.readString(before.resolve("ca.pem"));
        String newRoot = Files.readString(after.resolve("ca.pem"));
        startThree(before, oldRoot);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(believing(oldRoot, newRoot))
                .build();
        untilThereIsABucket(client);
        Thread asker = new Thread(() -> keepAsking(client), "asker");
        asker.start();

        eachTakes(client, "cluster.tls_ca_file", node -> replace(own(node).resolve("ca.pem"), oldRoot + newRoot));
        eachTakes(client, "cluster.tls_cert_file", node -> writeIdentity(node, after));
        eachTakes(client, "cluster.tls_ca_file", node -> replace(own(node).resolve("ca.pem"), newRoot));
        eachTakes(client, "cluster.secret_file", node -> replace(own(node).resolve("secret"), OLD + "\n" + NEW));
        eachTakes(client, "cluster.secret_file", node -> replace(own(node).resolve("secret"), NEW + "\n" + OLD));
        eachTakes(client, "cluster.secret_file", node -> replace(own(node).resolve("secret"), NEW));
        asking = false;
        asker.join();
        assertThat(failures).as("of " + asked.get() + " requests").isEmpty();

        assertThatRaftShowsOne(client, newRoot);
        nodes.get(2).close();
        nodes.set(2, start(2));
        untilTaken(client, nodes.get(2), "PUT /v1/objects/both/last", "last");
        untilTaken(client, nodes.get(2), "POST /v1/users", "{\"name\":\"ann\"}");
        assertThat(ask(client, nodes.get(0), "GET", "/v1/objects/both/last", "").body())
                .isEqualTo("last");
    }
}
