package dev.cistern.net.advice;

import dev.cistern.net.pool.PoolFigures.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What histograms tell, as far as their buckets do. */
final class Buckets {
    private Buckets() {}

    /**
     * The time that a share of what was counted does not exceed: on the straight line through the bucket that it lies in,
     * and the last bound when it lies beyond.
     *
     * @return empty when nothing was counted
     */
    static Optional<Duration> quantile(List<Bucket> buckets, double share) {
        long total = buckets.stream().mapToLong(Bucket::count).sum();
        double wanted = share * total;
        long before = 0;
        Duration from = Duration.ZERO;
        for (Bucket bucket : buckets) {
            Duration below = bucket.below();
            if (below == null || total == 0) {
                break;
            }
            if (before + bucket.count() >= wanted && bucket.count() > 0) {
                double part = (wanted - before) / bucket.count();
                return Optional.of(from.plusNanos((long) (below.minus(from).toNanos() * part)));
            }
            before += bucket.count();
            from = below;
        }
        return total == 0 ? Optional.empty() : Optional.of(from);
    }
}
