package dev.cistern.net.advice;

import dev.cistern.net.pool.HostTraffic.Second;
import dev.cistern.net.pool.RecordedRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Requests by the second: how many came, and how many were at it at once. Immutable once made. */
final class Seconds {
    private final int[] arrivals;
    private final int[] peaks;
    private final Duration meanService;
    private final Duration length;

    private Seconds(int[] arrivals, int[] peaks, Duration meanService, Duration length) {
        this.arrivals = arrivals;
        this.peaks = peaks;
        this.meanService = meanService;
        this.length = length;
    }

    /** The seconds of a pool's host; the one that is running is left out, unless it is the only one. */
    static Seconds of(List<Second> all) {
        List<Second> whole = all.size() > 1 ? all.subList(0, all.size() - 1) : all;
        long returned = whole.stream().mapToLong(Second::returned).sum();
        Duration held = whole.stream().map(Second::serviceTime).reduce(Duration.ZERO, Duration::plus);
        return new Seconds(
                whole.stream().mapToInt(Second::arrivals).toArray(),
                whole.stream().mapToInt(Second::peakConcurrency).toArray(),
                returned == 0 ? Duration.ZERO : held.dividedBy(returned),
                Duration.ofSeconds(whole.size()));
    }

    /** The seconds of a recording, from its first request on. */
    static Seconds of(RecordedRequests recorded, Concurrency concurrency) {
        int count = (int) recorded.span().toSeconds() + 1;
        int[] arrivals = new int[count];
        int[] peaks = new int[count];
        for (int at = 0; at < recorded.count(); at++) {
            int second = (int) Math.min(count - 1, recorded.arrivalNanos(at) / 1_000_000_000L);
            arrivals[second]++;
            peaks[second] = Math.max(peaks[second], concurrency.met(at));
        }
        return new Seconds(arrivals, peaks, recorded.meanHeld(), recorded.span());
    }

    long arrivals() {
        return Arrays.stream(arrivals).asLongStream().sum();
    }

    Duration meanService() {
        return meanService;
    }

    Duration length() {
        return length;
    }

    /** The concurrency that the seconds of a share of all requests did not exceed. */
    int peak(double share) {
        List<Integer> ascending = IntStream.range(0, peaks.length)
                .boxed()
                .sorted(Comparator.comparingInt(second -> peaks[second]))
                .toList();
        double wanted = share * arrivals();
        long seen = 0;
        int peak = 0;
        for (int second : ascending) {
            if (seen >= wanted && share < 1) {
                break;
            }
            seen += arrivals[second];
            peak = peaks[second];
        }
        return peak;
    }

    /** The times when concurrency was above a threshold: neighbouring seconds are one. */
    Bursts bursts(int threshold) {
        List<Integer> gaps = new ArrayList<>();
        long above = 0;
        int count = 0;
        int most = 0;
        int lastSecond = -1;
        for (int second = 0; second < peaks.length; second++) {
            if (peaks[second] <= threshold) {
                continue;
            }
            boolean begins = lastSecond < 0 || second - lastSecond > 1;
            if (begins) {
                above += most;
                most = 0;
                count++;
                if (lastSecond >= 0) {
                    gaps.add(second - lastSecond);
                }
            }
            most = Math.max(most, peaks[second] - threshold);
            lastSecond = second;
        }
        gaps.sort(Comparator.naturalOrder());
        int gap = gaps.isEmpty() ? 0 : gaps.get((int) Math.ceil(0.95 * gaps.size()) - 1);
        return new Bursts(count, Duration.ofSeconds(gap), above + most);
    }
}
