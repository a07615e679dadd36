package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.NodeException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that speaks TLS, and one whose backend does. */
final class TlsNodeTest {
    @TempDir
    private Path folder = Path.of("");

    private PemPair first = new PemPair("", "");

    @BeforeEach
    void makeCertificate() throws Exception {
        first = PemPair.make(folder, "first");
        first.writeTo(folder);
    }

    private RunningNode secured() throws Exception {
        return RunningNode.start(
                folder.resolve("data"),
                "net.http.tls_cert_file=" + folder.resolve("tls.crt"),
                "net.http.tls_key_file=" + folder.resolve("tls.key"),
                "s3.keys_over_http=never");
    }

    private static HttpRequest.Builder to(RunningNode node, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + node.port() + path));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void largeObjectComesBackWholeAndInRanges(HttpClient.Version version) throws Exception {
        byte[] body = new byte[5_000_000];
        new Random(7).nextBytes(body);
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(PemPair.believing(first))
                .build();
        try (RunningNode node = secured()) {
            HttpRequest create = to(node, "/v1/buckets/big")
                    .POST(BodyPublishers.ofString("{\"action\":\"create-bck\"}"))
                    .build();
            assertThat(client.send(create, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            HttpRequest put = to(node, "/v1/objects/big/k")
                    .PUT(BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);

            HttpResponse<byte[]> whole =
                    client.send(to(node, "/v1/objects/big/k").build(), BodyHandlers.ofByteArray());
            assertThat(whole.version()).isEqualTo(version);
            assertThat(whole.body()).isEqualTo(body);
            HttpRequest range = to(node, "/v1/objects/big/k")
                    .header("Range", "bytes=1000000-2999999")
                    .build();
            assertThat(client.send(range, BodyHandlers.ofByteArray()).body())
                    .isEqualTo(Arrays.copyOfRange(body, 1_000_000, 3_000_000));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void objectUnderACustomersKeyComesBack(HttpClient.Version version) throws Exception {
        byte[] body = new byte[1_000_000];
        byte[] key = new byte[32];
        new Random(8).nextBytes(body);
        String sum = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        String named = "x-amz-server-side-encryption-customer-";
        String[] headers = {
            named + "algorithm",
            "AES256",
            named + "key",
            Base64.getEncoder().encodeToString(key),
            named + "key-MD5",
            sum
        };
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(PemPair.believing(first))
                .build();
        try (RunningNode node = secured()) {
            HttpRequest create =
                    to(node, "/sealed").PUT(BodyPublishers.noBody()).build();
            HttpRequest put = to(node, "/sealed/k")
                    .PUT(BodyPublishers.ofByteArray(body))
                    .headers(headers)
                    .build();
            assertThat(client.send(create, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);

            HttpRequest get = to(node, "/sealed/k").headers(headers).build();
            assertThat(client.send(get, BodyHandlers.ofByteArray()).body()).isEqualTo(body);
        }
    }

    @Test
    void commandLineBelievesTheCertificatesItIsGiven() throws Exception {
        try (RunningNode node = secured()) {
            String endpoint = "https://127.0.0.1:" + node.port();
            Json settings = new NodeClient(endpoint, folder.resolve("tls.crt")).get("/v1/settings?prefix=net.http");
            assertThat(settings.compact()).contains("net.http.tls_cert_file");

            NodeClient stranger = new NodeClient(endpoint, null);
            assertThatThrownBy(() -> stranger.get("/v1/settings"))
                    .isInstanceOf(NodeException.class)
                    .hasMessageContaining("--cacert FILE");
        }
        assertThatThrownBy(() -> new NodeClient("https://localhost:1", folder.resolve("tls.key")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tls.key");
    }

    @Test
    void renewedCertificateIsShownWithoutARestart() throws Exception {
        PemPair second = PemPair.make(folder, "second");
        var context = PemPair.believing(first, second);
        try (RunningNode node = secured();
                SSLSocket open = (SSLSocket) context.getSocketFactory().createSocket("localhost", node.port())) {
            assertThat(open.getSession().getPeerCertificates()[0]).isEqualTo(first.x509());

            second.writeTo(folder);

            eventually(() -> {
                try (SSLSocket fresh = (SSLSocket) context.getSocketFactory().createSocket("localhost", node.port())) {
                    return second.x509().equals(fresh.getSession().getPeerCertificates()[0]);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            open.getOutputStream().write(RunningNode.bytes("GET /_health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            assertThat(new String(open.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void backendWithAPrivateRootIsReadOnceTheRootIsBelieved() throws Exception {
        Vertx vertx = Vertx.vertx();
        PemKeyCertOptions pem = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(first.certificate()))
                .addKeyValue(Buffer.buffer(first.key()));
        int origin = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(pem))
                .requestHandler(
                        request -> request.response().putHeader("ETag", "\"e\"").end("from far"))
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS)
                .actualPort();
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            byte[] backend = RunningNode.bytes(
                    "{\"action\":\"create-bck\",\"value\":{\"backend\":\"https://localhost:" + origin + "/\"}}");
            HttpResponse<byte[]> created = node.send("POST", "/v1/buckets/far", backend);
            assertThat(created.statusCode()).as(RunningNode.text(created)).isEqualTo(200);
            assertThat(node.get("/v1/objects/far/k").statusCode()).isEqualTo(502);

            Map<String, Json> roots = Map.of(
                    "net.http.backend_ca_file",
                    Json.of(folder.resolve("tls.crt").toString()));
            Json changed = new NodeClient("http://127.0.0.1:" + node.port(), null)
                    .call("PUT", "/v1/settings", Json.of(Map.of("set", Json.of(roots))));
            assertThat(changed.compact()).contains("CN=localhost");

            assertThat(RunningNode.text(node.get("/v1/objects/far/k"))).isEqualTo("from far");
        }
        Void closed = vertx.close().await(60, TimeUnit.SECONDS);
        assertThat(closed).isNull();
    }

    private static void eventually(BooleanSupplier expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not within 20 s").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
