package dev.cistern.node.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BucketTest {
    private static List<Bucket> buckets(long below1, long below2, long below10, long rest) {
        return List.of(
                new Bucket(Duration.ofMillis(1), below1),
                new Bucket(Duration.ofMillis(2), below2),
                new Bucket(Duration.ofMillis(10), below10),
                new Bucket(null, rest));
    }

    @Test
    void nothingCountedHasNoQuantile() {
        assertThat(Bucket.quantile(buckets(0, 0, 0, 0), 0.5)).isEmpty();
    }

    @Test
    void timesAreSpreadEvenlyWithinABucket() {
        assertThat(Bucket.quantile(buckets(0, 100, 0, 0), 0.5)).contains(Duration.ofNanos(1_500_000));
        assertThat(Bucket.quantile(buckets(50, 0, 50, 0), 0.75)).contains(Duration.ofMillis(6));
        assertThat(Bucket.quantile(buckets(50, 0, 50, 0), 0.5)).contains(Duration.ofMillis(1));
        assertThat(Bucket.quantile(buckets(99, 0, 1, 0), 0.99)).contains(Duration.ofMillis(1));
    }

    @Test
    void whatHasNoUpperBoundIsAtLeastTheLowerOne() {
        assertThat(Bucket.quantile(buckets(1, 0, 0, 99), 0.99)).contains(Duration.ofMillis(10));
    }
}
