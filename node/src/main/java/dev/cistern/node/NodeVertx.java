package dev.cistern.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/** The Vert.x of a node. */
final class NodeVertx {
    /** Settings are read and metrics are printed on Vert.x' workers; objects have threads of their own. */
    private static final int WORKERS = 4;

    private NodeVertx() {}

    static Vertx make(Transport transport, PrometheusMeterRegistry registry, int eventLoops) {
        VertxOptions options = new VertxOptions().setWorkerPoolSize(WORKERS).setMetricsOptions(metricsOptions());
        options.setEventLoopPoolSize(eventLoops);
        return Vertx.builder()
                .with(options)
                .withTransport(transport)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    /** Labels out of closed sets only. Of requests the node counts itself, which costs less than a look-up of meters for each. */
    private static MicrometerMetricsOptions metricsOptions() {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions();
        options.setEnabled(true);
        options.setLabels(EnumSet.of(Label.POOL_NAME, Label.POOL_TYPE));
        options.addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER);
        return options;
    }
}
