package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.s3.S3Backend;
import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Location;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many objects that are removed with one call, from a server that says what it is told to say. */
final class RemovalsTest {
    private static final String DONE = "<DeleteResult></DeleteResult>";

    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = DONE;
    private HttpServer server = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static HttpServer unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop(0);
        Object unused = client.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean together = exchange.getRequestMethod().equals("POST");
            requests.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            if (!together) {
                boolean denied = exchange.getRequestURI().getPath().endsWith("denied");
                exchange.sendResponseHeaders(denied ? 403 : 204, -1);
                return;
            }
            byte[] text = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private Map<String, BackendException> delete(String... keys) throws Exception {
        S3Backend backend = new S3Backend(
                S3Location.parse(
                        "s3://bucket/below/?anonymous=true&endpoint=http://127.0.0.1:"
                                + server.getAddress().getPort(),
                        "r"),
                "",
                new S3Credentials(vertx, InstantSource.system()),
                Upstream.once(client::send),
                new PartMemory(vertx, 64L << 20));
        Promise<Map<String, BackendException>> promise = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(now -> backend.deleteAll(List.of(keys)).onComplete(promise));
        return promise.future().await(60, TimeUnit.SECONDS);
    }

    @Test
    void oneRequestRemovesThemAllAndThoseThatItDidNotAreTold() throws Exception {
        answer = "<DeleteResult><Error><Key>below/b&amp;c</Key><Code>AccessDenied</Code><Message>no</Message></Error>"
                + "<Error><Key>below/d</Key><Code>NoSuchKey</Code></Error></DeleteResult>";

        Map<String, BackendException> failed = delete("a", "b&c", "d");

        assertThat(requests)
                .containsExactly("POST /bucket?delete <Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<Object><Key>below/a</Key></Object><Object><Key>below/b&amp;c</Key></Object>"
                        + "<Object><Key>below/d</Key></Object><Quiet>true</Quiet></Delete>");
        assertThat(failed).containsOnlyKeys("b&c");
        assertThat(failed.get("b&c")).hasMessageContaining("AccessDenied");
    }

    @Test
    void serverThatDoesNotKnowTheOperationIsAskedOneByOne() throws Exception {
        status = 501;
        answer = "<Error><Code>NotImplemented</Code></Error>";
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add("k" + i);
        }
        keys.add("denied");

        Map<String, BackendException> failed = delete(keys.toArray(String[]::new));

        assertThat(requests).hasSize(22).contains("DELETE /bucket/below/k0", "DELETE /bucket/below/k19");
        assertThat(failed).containsOnlyKeys("denied");
    }

    @Test
    void keysThatXmlCannotHoldAreRemovedByThemselves() throws Exception {
        assertThat(delete("a", "b", "line\nbreak", "bell\u0007")).isEmpty();

        assertThat(requests).hasSize(3).contains("DELETE /bucket/below/line%0Abreak", "DELETE /bucket/below/bell%07");
        assertThat(requests.get(0)).contains("<Key>below/a</Key>").doesNotContain("bell");
    }

    @Test
    void failureOfTheRequestIsThatOfEachKey() throws Exception {
        status = 503;
        answer = "<Error><Code>SlowDown</Code><Message>slower</Message></Error>";

        Map<String, BackendException> failed = delete("a", "b");

        assertThat(failed).containsOnlyKeys("a", "b");
        assertThat(failed.values()).allMatch(why -> why.fault() == Fault.BUSY);
        status = 200;
        answer = "gibberish";
        assertThat(delete("a", "b")).containsOnlyKeys("a", "b");
    }
}
