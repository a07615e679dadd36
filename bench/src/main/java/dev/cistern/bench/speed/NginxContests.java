package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What nginx does too: serve bytes, parts of them, and take them without waiting for the disk. */
final class NginxContests {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final List<Long> LENGTHS = List.of(4 * KIB, 64 * KIB, 16 * MIB);
    private static final int SMALL_READERS = 64;
    private static final int LARGE_READERS = 8;
    private static final int WRITERS = 4;
    private static final long KEYS_PER_WRITER = 8;
    private static final String READ = "read";
    private static final String WRITTEN = "written";

    private final Trial trial;
    private final NodeProcess node;
    private final Nginx nginx;
    private final Wrk wrk;
    private final Terms terms;

    /** Of each measurement. */
    record Terms(int seconds, int repeats) {}

    /** @param nginx serves, and puts into, a folder that it was given for that */
    NginxContests(Trial trial, NodeProcess node, Nginx nginx, Wrk wrk, Terms terms) {
        this.trial = trial;
        this.node = node;
        this.nginx = nginx;
        this.wrk = wrk;
        this.terms = terms;
    }

    /** One hot object of each size, then a part of the largest. */
    List<Contest.Outcome> gets(Path files) throws IOException, InterruptedException {
        fill(files);
        List<Contest.Outcome> outcomes = new ArrayList<>();
        for (long length : LENGTHS) {
            int readers = length > MIB ? LARGE_READERS : SMALL_READERS;
            outcomes.add(get("GET " + NodeSpeedCommand.size(length), length, readers, List.of()));
        }
        long last = 5 * MIB - 1;
        outcomes.add(
                get("GET 1 MiB of 16 MiB", 16 * MIB, LARGE_READERS, List.of("Range: bytes=" + 4 * MIB + "-" + last)));
        return outcomes;
    }

    private void fill(Path files) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), READ)) {
            client.createBucket();
            for (long length : LENGTHS) {
                Body body = Body.of(trial.seed(), "get", 1, length);
                Files.write(files.resolve(key(length)), body.bytes());
                int status = client.put(key(length), body);
                if (status != 200) {
                    throw new IOException("PUT gave " + status);
                }
            }
        }
    }

    private Contest.Outcome get(String work, long length, int readers, List<String> headers)
            throws IOException, InterruptedException {
        String object = "http://127.0.0.1:" + node.address().getPort() + "/v1/objects/" + READ + "/" + key(length);
        Contest.Side yardstick = new Contest.Side(
                "nginx", () -> wrk.run(nginx.url(key(length)), readers, terms.seconds, headers), nginx::cpu);
        return contest(
                work + ", " + readers + " connections",
                () -> wrk.run(object, readers, terms.seconds, headers),
                yardstick);
    }

    private static String key(long length) {
        return "get-" + length;
    }

    /** Answered when the bytes are with the kernel, by both. */
    Contest.Outcome puts() throws IOException, InterruptedException {
        ScaledNode.makeBucket(node, WRITTEN);
        PreparedLoad ofNode = load(node.address(), "/v1/objects/" + WRITTEN + "/", Set.of(200));
        PreparedLoad ofNginx = load(nginx.address(), "/" + Nginx.PUTS + "/", Set.of(201, 204));
        Duration time = Duration.ofSeconds(terms.seconds);
        return contest(
                "PUT 16 MiB not synced, " + WRITERS + " writers",
                () -> ofNode.run(time),
                new Contest.Side("nginx dav", () -> ofNginx.run(time), nginx::cpu));
    }

    /** @param good statuses of answers */
    private PreparedLoad load(InetSocketAddress server, String folder, Set<Integer> good) {
        List<List<Request>> ofWriter = IntStream.range(0, WRITERS)
                .mapToObj(writer -> {
                    byte[] body = Body.of(trial.seed(), "put", writer, 16 * MIB).bytes();
                    return LongStream.range(0, KEYS_PER_WRITER)
                            .mapToObj(key -> Request.put(folder + writer + "-" + key, body))
                            .toList();
                })
                .toList();
        return new PreparedLoad(List.of(server), ofWriter, good);
    }

    private Contest.Outcome contest(String work, Contest.Work ofNode, Contest.Side yardstick)
            throws IOException, InterruptedException {
        Contest.Side subject = new Contest.Side("Cistern", ofNode, () -> ProcessFigures.cpu(node.pid()));
        return new Contest(trial, work, subject, yardstick).run(terms.repeats);
    }
}
