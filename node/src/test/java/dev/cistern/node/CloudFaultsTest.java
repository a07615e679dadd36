package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cloud behind a bad network: nothing wrong is stored or served, and it recovers by itself. */
final class CloudFaultsTest {
    private static final int OBJECTS = 40;
    private static final int CLIENTS = 6;

    @TempDir
    private Path folder = Path.of("");

    private RunningNode far = unstarted();
    private RunningNode node = unstarted();
    private FaultyProxy proxy = unmade();

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    @SuppressWarnings("NullAway") // made before each test
    private static FaultyProxy unmade() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        far = RunningNode.start(folder.resolve("far"));
        proxy = new FaultyProxy(far.port(), 7);
        node = RunningNode.start(
                folder.resolve("node"),
                "net.http.backend_deadline=6s",
                "net.http.backend_attempts=4",
                "net.http.backend_failures=5",
                "net.http.backend_recheck_time=50ms",
                "net.http.backend_idle_conn_time=100ms");
        far.createBucket("far");
        JsonObject backend =
                new JsonObject().put("backend", "s3://far/?anonymous=true&endpoint=http://127.0.0.1:" + proxy.port());
        JsonObject command = new JsonObject().put("action", "create-bck").put("value", backend);
        var created =
                node.send("POST", "/v1/buckets/near", bytes(command.encode()), "Content-Type", "application/json");
        assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
        far.close();
    }

    private static byte[] body(int object, int round) {
        Random random = new Random(object * 1_000L + round);
        byte[] body = new byte[1 + random.nextInt(300_000)];
        random.nextBytes(body);
        return body;
    }

    private void store() throws Exception {
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(far.send("PUT", "/v1/objects/far/" + i, body(i, 0)).statusCode())
                    .isEqualTo(200);
        }
    }

    /** Does something for each object, by a few at a time, and says for how many it was true. */
    @CanIgnoreReturnValue
    private static long forAll(ObjectTask task) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < OBJECTS; i++) {
                int object = i;
                calls.add(() -> task.done(object));
            }
            long done = 0;
            for (Future<Boolean> call : clients.invokeAll(calls)) {
                done += call.get() ? 1 : 0;
            }
            return done;
        } finally {
            clients.shutdown();
        }
    }

    private interface ObjectTask {
        boolean done(int object) throws Exception;
    }

    /** Whether an object was served whole; else that was said, or its connection broken off. */
    private boolean served(int object) throws Exception {
        try {
            HttpResponse<byte[]> got = node.get("/v1/objects/near/" + object);
            if (got.statusCode() == 200) {
                assertThat(Arrays.equals(got.body(), body(object, 0)))
                        .as("bytes of %d", object)
                        .isTrue();
                return true;
            }
            assertThat(got.statusCode()).as(text(got)).isIn(502, 503, 504);
            assertThat(text(got)).contains("backend");
            return false;
        } catch (IOException brokenOff) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyProxy.Fault.class,
            names = {"RESET", "CLOSED", "TURNED_BIT", "BUSY", "SILENT"})
    void nothingWrongIsServedOrStoredWhateverHappensToWhatIsRead(FaultyProxy.Fault fault) throws Exception {
        store();
        proxy.fault = fault;
        long first = forAll(this::served);
        forAll(this::served);
        assertThat(proxy.faults.get()).as("faults done").isPositive();
        assertThat(first).as("served at the first try in spite of them").isPositive();

        proxy.fault = FaultyProxy.Fault.NONE;
        for (int round = 0; forAll(this::served) < OBJECTS; round++) {
            assertThat(round).as("rounds until all is well again").isLessThan(200);
        }
        proxy.close();
        assertThat(forAll(this::served)).as("served from here afterwards").isEqualTo(OBJECTS);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyProxy.Fault.class,
            names = {"ANSWER_LOST", "BUSY", "REQUEST_RESET"})
    void whatIsAcknowledgedIsThereAndWhatIsNotIsWholeOrAbsent(FaultyProxy.Fault fault) throws Exception {
        store();
        proxy.fault = fault;
        boolean[] acknowledged = new boolean[OBJECTS];
        forAll(object -> {
            HttpResponse<byte[]> put = node.send("PUT", "/v1/objects/near/" + object, body(object, 1));
            acknowledged[object] = put.statusCode() == 200;
            assertThat(put.statusCode()).as(text(put)).isIn(200, 502, 503, 504);
            return acknowledged[object];
        });
        assertThat(proxy.faults.get()).as("faults done").isPositive();

        for (int object = 0; object < OBJECTS; object++) {
            byte[] there = far.get("/v1/objects/far/" + object).body();
            boolean isNew = Arrays.equals(there, body(object, 1));
            assertThat(isNew || (!acknowledged[object] && Arrays.equals(there, body(object, 0))))
                    .as("object %d, acknowledged: %s", object, acknowledged[object])
                    .isTrue();
        }
    }

    @Test
    void bodiesThatBreakOffAreGoneOnWithAndThatIsCounted() throws Exception {
        store();
        proxy.fault = FaultyProxy.Fault.RESET;

        long served = forAll(this::served);

        JsonObject layer = new JsonObject(text(node.get("/v1/connections?layer=backends")))
                .getJsonArray("layers")
                .getJsonObject(0);
        assertThat(layer.getJsonObject("figures").getLong("resumed")).isPositive();
        assertThat(layer.getJsonArray("hosts")
                        .getJsonObject(0)
                        .getJsonObject("figures")
                        .getLong("resumed"))
                .isPositive();
        assertThat(served).isGreaterThan(OBJECTS / 2);
        assertThat(text(node.get("/_metrics"))).contains("cistern_connections_resumed_total{layer=\"backends\"}");
    }
}
