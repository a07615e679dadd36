package dev.cistern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What nodes tell each other once a second, on false time. */
final class BulletinTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final Bulletin bulletin = new Bulletin(
            () -> new LiveFigures(3, 2, 1, requests.get(), 5, 1 << 30, 4_000_000_000L, List.of("a", "b")), nanos::get);

    private JsonObject afterMillis(long millis, long served) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        requests.addAndGet(served);
        return bulletin.next();
    }

    @Test
    void rateIsOverTheTimeSinceTheNoticeBefore() {
        assertThat(afterMillis(1_000, 50).getLong("requests_per_second")).isEqualTo(50);
        JsonObject late = afterMillis(4_000, 400);

        assertThat(late.getLong("requests_per_second")).isEqualTo(100);
        assertThat(late.getLong("requests")).isEqualTo(450);
        assertThat(bulletin.last()).isEqualTo(late);
    }

    @Test
    void whatAnotherNodeSaysIsTakenInOurFormAlone() {
        JsonObject told = afterMillis(1_000, 50);
        assertThat(LiveFigures.checked(told.copy().put("more", "x".repeat(100))))
                .isEqualTo(told);
        assertThat(LiveFigures.checked(null)).isNull();
        JsonObject little = Objects.requireNonNull(LiveFigures.checked(new JsonObject().put("clients", 4)));
        assertThat(little.getLong("clients")).isEqualTo(4);
        assertThat(little.getLong("requests")).isZero();
    }
}
