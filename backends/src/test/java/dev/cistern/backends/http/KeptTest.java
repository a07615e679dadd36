package dev.cistern.backends.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeptTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final AtomicInteger looked = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        assertThat(vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isNull();
    }

    private Kept<String, Integer> kept(Optional<Instant> expires) {
        return new Kept<>(
                vertx,
                () -> Instant.ofEpochMilli(now.get()),
                key -> new Kept.Value<>(looked.incrementAndGet(), expires));
    }

    private static int get(Kept<String, Integer> kept) throws Exception {
        return kept.get("key").toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void valueIsKeptForAMinute() throws Exception {
        Kept<String, Integer> kept = kept(Optional.empty());
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(59_999);
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(1);
        assertThat(get(kept)).isEqualTo(2);
    }

    @Test
    void valueIsLookedForAgainTenSecondsBeforeItExpires() throws Exception {
        Kept<String, Integer> kept = kept(Optional.of(Instant.ofEpochMilli(now.get() + 30_000)));
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(19_999);
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(1);
        assertThat(get(kept)).isEqualTo(2);
    }

    @Test
    void valueThatIsNoGoodIsLookedForAgain() throws Exception {
        Kept<String, Integer> kept = kept(Optional.empty());
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(100);
        kept.forget("key");
        assertThat(get(kept)).isEqualTo(2);
    }

    @Test
    void valueFoundOnlyJustNowIsNotLookedForAgain() throws Exception {
        Kept<String, Integer> kept = kept(Optional.empty());
        assertThat(get(kept)).isEqualTo(1);
        now.addAndGet(99);
        kept.forget("key");
        assertThat(get(kept)).isEqualTo(1);
        kept.forget("unknown");
    }
}
