package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class BucketsTest {
    private static final int REPLACEMENTS = 20_000;

    @Test
    void whoReadsWhileAllAreReplacedMissesNone() throws Exception {
        List<BucketInfo> stored = List.of(new BucketInfo(StoreUnderTest.BUCKET, 1, Instant.EPOCH, BucketTraits.NONE));
        Buckets buckets = new Buckets(stored);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> missed = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (!over.get()) {
                count += buckets.has(StoreUnderTest.BUCKET) ? 0 : 1;
            }
            return count;
        });
        for (int i = 0; i < REPLACEMENTS; i++) {
            buckets.replaceAll(stored);
        }
        over.set(true);

        assertThat(missed.get(60, TimeUnit.SECONDS)).isZero();
    }
}
