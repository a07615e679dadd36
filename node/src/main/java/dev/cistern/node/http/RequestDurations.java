package dev.cistern.node.http;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How long requests took, from their heads to the ends of their answers, by method and status. What the labels can be is a closed
 * set, since a client may send any method. Counted on all event loops, without a lock but for the moment of a scrape.
 */
public final class RequestDurations {
    private static final List<HttpMethod> METHODS = List.of(
            HttpMethod.GET, HttpMethod.PUT, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private static final String OTHER_METHOD = "other";
    /** In the place of a status, where the connection ended before the answer did. */
    private static final String CUT = "cut";

    private static final int FIRST_STATUS = 100;
    private static final int STATUSES = 500;
    private static final int COLUMNS = STATUSES + 1;
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Histogram histogram = Histogram.builder()
            .name("cistern_http_request_duration_seconds")
            .help("From the head of a request to the end of its answer")
            .labelNames("method", "code")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .build();

    private final AtomicReferenceArray<@Nullable DistributionDataPoint> points =
            new AtomicReferenceArray<>((METHODS.size() + 1) * COLUMNS);

    /** From now on a scrape of the registry tells of them. */
    public void register(PrometheusRegistry registry) {
        registry.register(histogram);
    }

    /** @param isWhole whether the answer got to its end */
    void ended(HttpMethod method, int status, boolean isWhole, long nanos) {
        int known = METHODS.indexOf(method);
        int row = known < 0 ? METHODS.size() : known;
        int column = isWhole ? Math.min(STATUSES - 1, Math.max(0, status - FIRST_STATUS)) : STATUSES;
        DistributionDataPoint point = points.get(row * COLUMNS + column);
        if (point == null) {
            point = histogram.labelValues(
                    known < 0 ? OTHER_METHOD : method.name(), isWhole ? Integer.toString(FIRST_STATUS + column) : CUT);
            points.set(row * COLUMNS + column, point);
        }
        point.observe(nanos / NANOS_PER_SECOND);
    }
}
