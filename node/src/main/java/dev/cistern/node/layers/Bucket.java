package dev.cistern.node.layers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a histogram.
 *
 * @param below its upper bound, exclusive; absent in the last one, which has none
 * @param count from the bound of the bucket before up to this one
 */
public record Bucket(@Nullable Duration below, long count) {

    /** How many there are in all. */
    public static long total(List<Bucket> buckets) {
        return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /**
     * The time that a share of all do not exceed, taken to be spread evenly within a bucket.
     *
     * @param share above 0, at most 1: 0.99 for the 99th percentile
     * @return empty where nothing was counted; the lower bound of the last bucket where it lies in there, so that it may be
     *     more
     */
    public static Optional<Duration> quantile(List<Bucket> buckets, double share) {
        double rank = total(buckets) * share;
        if (rank == 0) {
            return Optional.empty();
        }
        long from = 0;
        double before = 0;
        for (Bucket bucket : buckets) {
            Duration below = bucket.below;
            if (below == null) {
                break;
            }
            if (bucket.count > 0 && before + bucket.count >= rank) {
                double within = (rank - before) / bucket.count;
                return Optional.of(Duration.ofNanos(from + Math.round(within * (below.toNanos() - from))));
            }
            before += bucket.count;
            from = below.toNanos();
        }
        return Optional.of(Duration.ofNanos(from));
    }
}
