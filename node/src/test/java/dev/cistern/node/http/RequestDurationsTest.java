package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RequestDurationsTest {
    private final RequestDurations durations = new RequestDurations();

    @Test
    void eachMethodAndStatusHasAHistogramOfItsOwn() {
        ended(HttpMethod.GET, 200, true, Duration.ofMillis(3));
        ended(HttpMethod.GET, 200, true, Duration.ofSeconds(3));
        ended(HttpMethod.GET, 404, true, Duration.ofNanos(1));
        ended(HttpMethod.PUT, 200, true, Duration.ofHours(1));

        Map<Labels, HistogramDataPointSnapshot> seen = seen();
        assertThat(seen).containsOnlyKeys(labels("GET", "200"), labels("GET", "404"), labels("PUT", "200"));
        HistogramDataPointSnapshot gets = Objects.requireNonNull(seen.get(labels("GET", "200")));
        assertThat(gets.getCount()).isEqualTo(2);
        assertThat(gets.getSum()).isEqualTo(3.003);
    }

    @Test
    void whatClientsSendMakesNoLabels() {
        for (int i = 0; i < 1_000; i++) {
            ended(HttpMethod.valueOf("METHOD" + i), i, true, Duration.ofMillis(1));
            ended(HttpMethod.valueOf("METHOD" + i), i, false, Duration.ofMillis(1));
        }

        assertThat(seen())
                .hasSize(501)
                .containsKeys(labels("other", "100"), labels("other", "599"), labels("other", "cut"));
    }

    private void ended(HttpMethod method, int status, boolean isWhole, Duration took) {
        durations.ended(method, status, isWhole, took.toNanos());
    }

    private Map<Labels, HistogramDataPointSnapshot> seen() {
        PrometheusRegistry registry = new PrometheusRegistry();
        durations.register(registry);
        return registry.scrape().stream()
                .flatMap(snapshot -> ((HistogramSnapshot) snapshot).getDataPoints().stream())
                .collect(Collectors.toMap(HistogramDataPointSnapshot::getLabels, point -> point));
    }

    private static Labels labels(String method, String code) {
        return Labels.of("method", method, "code", code);
    }
}
