package dev.cistern.net.server;

import dev.cistern.net.server.ServerTraffic.Second;
import dev.cistern.net.server.Traffic.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Adds up the traffic of all event loops. */
final class TrafficReader {
    private TrafficReader() {}

    static ServerTraffic read(List<Traffic> loops, long startedAt, long now) {
        long last = Math.max(0, (now - startedAt) / Traffic.SECOND_NANOS);
        List<Second> seconds = new ArrayList<>();
        for (long second = Math.max(0, last - Traffic.SECONDS + 1); second <= last; second++) {
            seconds.add(second(loops, second));
        }
        List<Gaps> gaps = new ArrayList<>();
        loops.forEach(loop -> gaps.addAll(loop.gapsUntil(last)));
        return new ServerTraffic(Collections.unmodifiableList(seconds), Gaps.sum(gaps));
    }

    private static Second second(List<Traffic> loops, long second) {
        long peakOpen = 0;
        for (Traffic loop : loops) {
            peakOpen = Math.max(peakOpen, loop.read(second, Part.PEAK_OPEN));
        }
        return new Second(
                (int) sum(loops, second, Part.ARRIVALS),
                (int) sum(loops, second, Part.RETURNED),
                Duration.ofNanos(sum(loops, second, Part.SERVICE_NANOS)),
                (int) sum(loops, second, Part.PEAK_CONCURRENCY),
                (int) sum(loops, second, Part.ACCEPTED),
                (int) peakOpen);
    }

    private static long sum(List<Traffic> loops, long second, Part part) {
        long sum = 0;
        for (Traffic loop : loops) {
            sum += loop.read(second, part);
        }
        return sum;
    }
}
