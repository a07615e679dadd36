package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.lifecycle.LifecycleFigures;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class NodeMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicLong walks = new AtomicLong();

    /** Whatever of this is not held by the registry is gone when garbage was collected. */
    private WeakReference<Object> register() {
        Supplier<LifecycleFigures> figures = () -> new LifecycleFigures(walks.get(), 0, 0, 0, 0, 0, 0);
        new NodeMetrics(registry).lifecycle(figures);
        return new WeakReference<>(new Object());
    }

    @Test
    void countersGoOnCountingAfterGarbageWasCollected() {
        WeakReference<Object> garbage = register();
        while (garbage.get() != null) {
            System.gc();
        }

        walks.set(7);

        assertThat(registry.get("cistern.lifecycle.walks").functionCounter().count())
                .isEqualTo(7);
    }
}
