package dev.cistern.backends.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeptTest {
    private final Vertx vertx = Vertx.vertx();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final AtomicInteger found = new AtomicInteger();
    /** Each permit lets one search end. */
    private final Semaphore permits = new Semaphore(1_000);

    private final Semaphore ended = new Semaphore(0);

    @AfterEach
    void close() throws Exception {
        Void unused = vertx.close().await(60, TimeUnit.SECONDS);
    }

    private Kept<String, Integer> tokens(Duration goodFor) {
        return new Kept<>(vertx, () -> now, key -> {
            permits.acquire();
            try {
                return Kept.Value.token(found.incrementAndGet(), now.plus(goodFor));
            } finally {
                ended.release();
            }
        });
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    @Test
    void tokenIsLookedForAnewBeforeItExpiresAndNobodyWaits() throws Exception {
        Kept<String, Integer> tokens = tokens(Duration.ofHours(1));
        assertThat(await(tokens.get("a"))).isEqualTo(1);
        ended.acquire();
        later(Duration.ofMinutes(54));
        assertThat(await(tokens.get("a"))).isEqualTo(1);
        assertThat(found).hasValue(1);

        later(Duration.ofMinutes(2));
        permits.drainPermits();
        assertThat(await(tokens.get("a"))).isEqualTo(1);
        assertThat(await(tokens.get("a"))).isEqualTo(1);
        permits.release();
        ended.acquire();

        later(Duration.ofMinutes(5));
        assertThat(await(tokens.get("a"))).isEqualTo(2);
        assertThat(found).hasValue(2);
    }

    @Test
    void tokenThatHasExpiredIsNotGivenOut() throws Exception {
        Kept<String, Integer> tokens = tokens(Duration.ofMinutes(1));
        assertThat(await(tokens.get("a"))).isEqualTo(1);

        later(Duration.ofSeconds(51));

        assertThat(await(tokens.get("a"))).isEqualTo(2);
    }

    @Test
    void valueOfAFileIsLookedAtAgainAfterAMinute() throws Exception {
        Kept<String, Integer> files =
                new Kept<>(vertx, () -> now, key -> Kept.Value.of(found.incrementAndGet(), Optional.empty()));
        assertThat(await(files.get("a"))).isEqualTo(1);
        later(Duration.ofSeconds(59));
        assertThat(await(files.get("a"))).isEqualTo(1);

        later(Duration.ofSeconds(1));

        assertThat(await(files.get("a"))).isEqualTo(2);
    }

    @Test
    void valueThatWasRefusedIsLookedForOnceForAllWhoWereRefused() throws Exception {
        Kept<String, Integer> tokens = tokens(Duration.ofHours(1));
        assertThat(await(tokens.get("a"))).isEqualTo(1);

        assertThat(await(tokens.renew("a", value -> value == 1))).isTrue();
        assertThat(await(tokens.renew("a", value -> value == 1))).isTrue();

        assertThat(await(tokens.get("a"))).isEqualTo(2);
        assertThat(found).hasValue(2);
    }

    @Test
    void whoFindsTheSameAgainIsToldSo() throws Exception {
        Kept<String, String> files = new Kept<>(vertx, () -> now, key -> {
            found.incrementAndGet();
            return Kept.Value.of("same");
        });
        assertThat(await(files.get("a"))).isEqualTo("same");

        assertThat(await(files.renew("a", "same"::equals))).isFalse();
        assertThat(await(files.renew("a", "same"::equals))).isFalse();
        assertThat(found).as("not with each request").hasValue(2);
        later(Duration.ofSeconds(6));
        assertThat(await(files.renew("a", "same"::equals))).isFalse();
        assertThat(found).hasValue(3);
    }
}
