package dev.cistern.net.advice;

import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.net.server.ServerFigures.Bucket;
import dev.cistern.net.server.ServerTraffic;
import dev.cistern.net.server.ServerTraffic.Second;
import java.time.Duration;
import java.util.List;

/**
 * What clients asked of this node, in the figures that layer 1 is set by: of the last five minutes.
 *
 * @param requests how many
 * @param over the time
 * @param ratePerSecond λ
 * @param serviceTime S, the mean time that a request was in flight
 * @param meanConcurrency L = λ·S
 * @param peakConcurrency most requests in flight at once
 * @param peakOpen most connections open at once
 * @param accepted connections admitted
 * @param idleCloses share of all closes, since the start, that were for idleness
 * @param gaps requests by how long their connection had been idle before, those apart that were its first
 */
public record ServerLoad(
        long requests,
        Duration over,
        double ratePerSecond,
        Duration serviceTime,
        double meanConcurrency,
        int peakConcurrency,
        int peakOpen,
        long accepted,
        double idleCloses,
        List<Bucket> gaps) {

    static ServerLoad of(ServerFigures figures, ServerTraffic traffic) {
        List<Second> seconds = traffic.seconds();
        long requests = seconds.stream().mapToLong(Second::arrivals).sum();
        long returned = seconds.stream().mapToLong(Second::returned).sum();
        Duration held = seconds.stream().map(Second::serviceTime).reduce(Duration.ZERO, Duration::plus);
        Duration service = returned == 0 ? Duration.ZERO : held.dividedBy(returned);
        double rate = seconds.isEmpty() ? 0 : (double) requests / seconds.size();
        long closes =
                figures.closes().values().stream().mapToLong(Long::longValue).sum();
        return new ServerLoad(
                requests,
                Duration.ofSeconds(seconds.size()),
                rate,
                service,
                rate * service.toNanos() / 1e9,
                seconds.stream().mapToInt(Second::peakConcurrency).max().orElse(0),
                seconds.stream().mapToInt(Second::peakOpen).max().orElse(0),
                seconds.stream().mapToLong(Second::accepted).sum(),
                closes == 0 ? 0 : (double) figures.closes(CloseReason.IDLE_TIMEOUT) / closes,
                traffic.gaps());
    }

    /**
     * Connections admitted for every thousand requests.
     *
     * @return 0 when there were no requests
     */
    public double acceptsPerThousand() {
        return requests == 0 ? 0 : 1_000.0 * accepted / requests;
    }

    /** Requests, per thousand, whose connection had been idle for so long or longer, and was still there. */
    double laterPerThousand(Duration idle) {
        double later = 0;
        Duration from = Duration.ZERO;
        for (Bucket bucket : gaps) {
            Duration below = bucket.below();
            if (below == null || from.compareTo(idle) >= 0) {
                later += bucket.count();
            } else if (below.compareTo(idle) > 0) {
                later += bucket.count()
                        * (double) below.minus(idle).toNanos()
                        / below.minus(from).toNanos();
            }
            from = below == null ? from : below;
        }
        return requests == 0 ? 0 : 1_000.0 * later / requests;
    }

    /**
     * The idle time before a request on a connection that was used before, which 99 % do not exceed.
     *
     * @return the upper bound of the bucket that it lies in; zero when there were no such requests
     */
    public Duration gap99() {
        long total = gaps.stream().mapToLong(Bucket::count).sum();
        long seen = 0;
        Duration last = Duration.ZERO;
        for (Bucket bucket : gaps) {
            Duration below = bucket.below();
            seen += bucket.count();
            if (below == null || total == 0) {
                break;
            }
            last = below;
            if (seen >= 0.99 * total) {
                break;
            }
        }
        return last;
    }
}
