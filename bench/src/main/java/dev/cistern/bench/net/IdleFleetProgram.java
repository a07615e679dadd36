package dev.cistern.bench.net;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.conf.TrustedRoots;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process with the pooled client. A number on its standard input is an order to have so many connections more, opened by
 * requests whose answers are not read until all have come; the answer is how many are idle then. It ends with its input.
 */
final class IdleFleetProgram {
    private static final int PATIENCE_MINUTES = 9;

    private final PooledHttpClient client;
    private final Origin origin;

    private IdleFleetProgram(PooledHttpClient client, Origin origin) {
        this.client = client;
        this.origin = origin;
    }

    /** Arguments: the port of the node, and its certificate in PEM if it speaks TLS. */
    public static void main(String[] arguments) throws Exception {
        boolean tls = arguments.length > 1;
        Knobs knobs = Knobs.of(
                "idle_conn_time=1h",
                "idle_conns_per_host=100000",
                "conns_per_host=100000",
                "max_waiters=1000000",
                "acquire_timeout=10m",
                "connect_timeout=1m",
                "tls_timeout=1m",
                "dials_per_host=64",
                "dial_rate=0",
                "net.http.idle_memory=1GiB",
                "max_lifetime=24h");
        PooledHttpClient client = new PooledHttpClient(
                vertx(), ClientOptions.defaults(), knobs.settings(), System::nanoTime, new Random(1));
        if (tls) {
            await(client.trust(TrustedRoots.parse(Files.readString(Path.of(arguments[1])))));
        }
        var fleet = new IdleFleetProgram(client, new Origin("127.0.0.1", Integer.parseInt(arguments[0]), tls));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(fleet.open(Integer.parseInt(line)) + " " + fleet.inWords());
        }
        Runtime.getRuntime().halt(0);
    }

    private String inWords() {
        var total = client.figures().total();
        return "open " + total.open() + ", dials " + total.dials() + ", TLS handshakes " + client.handshakes();
    }

    /** On the transport that a node would choose. */
    private static Vertx vertx() {
        boolean epoll = Transport.EPOLL != null && Transport.EPOLL.available();
        return Vertx.builder()
                .withTransport(epoll ? Transport.EPOLL : Transport.NIO)
                .build();
    }

    private int open(int more) throws Exception {
        int idle = client.figures().total().idle();
        List<Future<HttpResponse>> answers = new ArrayList<>();
        for (int i = 0; i < idle + more; i++) {
            answers.add(client.send(HttpRequest.get(origin, "/_health/live")));
        }
        await(Future.all(answers));
        List<Future<Integer>> reads = new ArrayList<>();
        answers.forEach(answer -> reads.add(read(answer.result())));
        await(Future.all(reads));
        return client.figures().total().idle();
    }

    private static Future<Integer> read(HttpResponse response) {
        Promise<Integer> end = Promise.promise();
        response.body()
                .exceptionHandler(end::tryFail)
                .endHandler(done -> end.tryComplete(response.status()))
                .handler(bytes -> {})
                .resume();
        return end.future();
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }
}
