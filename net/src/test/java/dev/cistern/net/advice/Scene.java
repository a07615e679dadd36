package dev.cistern.net.advice;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.HostTraffic.Second;
import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.pool.PoolFigures.Bucket;
import dev.cistern.net.pool.PoolFigures.EffectiveLimits;
import dev.cistern.net.pool.PoolFigures.Figures;
import dev.cistern.net.pool.RecordedRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Hosts and what is asked of them, as a pool would have seen it; the same for the same seed. */
final class Scene {
    static final long SECOND = 1_000_000_000L;
    static final PoolSettings SETTINGS = new PoolSettings(
            Duration.ofSeconds(6),
            Integer.MAX_VALUE,
            32,
            256,
            1_024,
            Duration.ofSeconds(10),
            16,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofDays(30),
            0,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            15 * 1024);

    private final Map<HostKey, HostTraffic> traffic = new LinkedHashMap<>();
    private final Map<HostKey, Figures> figures = new LinkedHashMap<>();
    private long refused;
    private long closedByPeers;

    /** One request. */
    record Asked(long at, long held) {}

    static HostKey host(String name) {
        return new HostKey("http", name, 80);
    }

    /** Requests that come independently of each other. */
    static List<Asked> poisson(double perSecond, Duration service, Duration time) {
        Random random = new Random(11);
        List<Asked> asked = new ArrayList<>();
        double at = 0;
        while (true) {
            at += -Math.log(1 - random.nextDouble()) / perSecond * SECOND;
            if (at >= time.toNanos()) {
                return asked;
            }
            asked.add(new Asked((long) at, (long) (service.toNanos() * -Math.log(1 - random.nextDouble()))));
        }
    }

    /** So many requests at once, again and again. */
    static List<Asked> bursts(int size, Duration held, Duration apart, int count) {
        List<Asked> asked = new ArrayList<>();
        for (int burst = 0; burst < count; burst++) {
            for (int i = 0; i < size; i++) {
                asked.add(new Asked(burst * apart.toNanos() + i * 1_000L, held.toNanos()));
            }
        }
        return asked;
    }

    Scene with(String host, List<Asked> asked) {
        return with(host, asked, 1, null);
    }

    Scene with(String host, List<Asked> asked, int leases, @Nullable Duration hint) {
        HostKey key = host(host);
        RecordedRequests.Builder builder = new RecordedRequests.Builder();
        asked.subList(Math.max(0, asked.size() - 16_384), asked.size())
                .forEach(request -> builder.add(request.at(), request.held()));
        long end = (asked.get(asked.size() - 1).at() / SECOND + 1) * SECOND;
        traffic.put(key, new HostTraffic(seconds(asked, end), List.of(), builder.build(end), leases));
        figures.put(key, figures(hint));
        return this;
    }

    Scene refusing(long requests) {
        refused = requests;
        return this;
    }

    Scene closedByPeers(long connections) {
        closedByPeers = connections;
        return this;
    }

    private static List<Second> seconds(List<Asked> asked, long end) {
        int count = (int) (end / SECOND) + 1;
        int[] arrivals = new int[count];
        int[] peaks = new int[count];
        long[] held = new long[count];
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (Asked request : asked) {
            while (!ends.isEmpty() && ends.peek() <= request.at()) {
                ends.remove();
            }
            ends.add(request.at() + request.held());
            int second = (int) (request.at() / SECOND);
            arrivals[second]++;
            held[second] += request.held();
            peaks[second] = Math.max(peaks[second], ends.size());
        }
        List<Second> seconds = new ArrayList<>();
        for (int at = Math.max(0, count - 300); at < count; at++) {
            seconds.add(new Second(arrivals[at], arrivals[at], Duration.ofNanos(held[at]), peaks[at]));
        }
        return seconds;
    }

    private Figures figures(@Nullable Duration hint) {
        return new Figures(
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                100,
                0,
                0,
                0,
                refused,
                0,
                Map.of(CloseReason.PEER_FIN_IDLE, closedByPeers),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Bucket(Duration.ofMillis(1), 0), new Bucket(Duration.ofMillis(3), 10)),
                new EffectiveLimits(Duration.ofSeconds(6), hint, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    Observed seen() {
        return new Observed(new PoolFigures(figures(null), figures), traffic);
    }
}
