package dev.cistern.node.admin;

import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.node.layers.Bucket;
import dev.cistern.node.layers.ConnectionLayer;
import dev.cistern.node.layers.LayerLimit;
import dev.cistern.node.layers.Reading;
import dev.cistern.node.layers.Sample;
import dev.cistern.node.layers.Timing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection layer as JSON, and the same for each of its hosts, in a stable order. */
final class LayerJson {
    private LayerJson() {}

    static JsonObject of(ConnectionLayer layer, Reading reading, ResolvedSettings settings) {
        JsonObject json = new JsonObject().put("layer", layer.name()).put("number", layer.number());
        describe(reading.total(), json).put("limits", limits(layer, settings));
        if (layer.bound() == ConnectionLayer.Bound.HOST) {
            JsonArray hosts = new JsonArray();
            reading.hosts()
                    .forEach((host, sample) -> hosts.add(describe(sample, new JsonObject().put("host", host))
                            .put("trouble", reading.trouble().get(host))
                            .put("limits", lower(layer, sample, settings))));
            json.put("hosts", hosts);
        }
        return json;
    }

    private static JsonObject describe(Sample sample, JsonObject json) {
        JsonObject figures = new JsonObject();
        sample.counts().forEach((count, value) -> figures.put(count.label(), value));
        JsonObject closes = new JsonObject();
        sample.closes().forEach((reason, count) -> closes.put(reason.label(), count));
        json.put("figures", figures).put("dials_per_1000", perThousand(sample)).put("closes", closes);
        sample.timings().forEach((timing, buckets) -> json.put(timing.label(), histogram(timing, buckets)));
        sample.timings().forEach((timing, buckets) -> {
            json.put(timing.label() + "_p50_ms", millis(Bucket.quantile(buckets, 0.5)));
            json.put(timing.label() + "_p99_ms", millis(Bucket.quantile(buckets, 0.99)));
        });
        return json.put("recent_closes", recentCloses(sample.lastCloses()));
    }

    /** To a tenth. */
    private static @Nullable Double perThousand(Sample sample) {
        return sample.begunPerThousand().isPresent()
                ? Math.round(sample.begunPerThousand().getAsDouble() * 10) / 10.0
                : null;
    }

    /** To a microsecond. */
    private static @Nullable Double millis(Optional<Duration> time) {
        return time.map(nanos -> Math.round(nanos.toNanos() / 1e3) / 1e3).orElse(null);
    }

    private static JsonArray histogram(Timing timing, List<Bucket> buckets) {
        JsonArray json = new JsonArray();
        for (Bucket bucket : buckets) {
            Duration below = bucket.below();
            json.add(new JsonObject()
                    .put("below_ms", below == null ? null : below.toNanos() / 1e6)
                    .put(timing.counted(), bucket.count()));
        }
        return json;
    }

    private static JsonArray limits(ConnectionLayer layer, ResolvedSettings settings) {
        JsonArray json = new JsonArray();
        for (LayerLimit limit : LayerLimit.of(layer, settings)) {
            json.add(new JsonObject()
                    .put("key", limit.entry().key())
                    .put("value", limit.entry().configured())
                    .put("effective", limit.entry().effective())
                    .put("reason", limit.entry().reason())
                    .put(
                            "origin",
                            new JsonObject()
                                    .put("source", limit.entry().origin().kind().label())
                                    .put("detail", limit.entry().origin().detail()))
                    .put("why", limit.why()));
        }
        return json;
    }

    private static JsonArray lower(ConnectionLayer layer, Sample host, ResolvedSettings settings) {
        JsonArray json = new JsonArray();
        for (LayerLimit.OfHost limit : LayerLimit.lower(layer, host, settings)) {
            json.add(new JsonObject()
                    .put("key", limit.key())
                    .put("effective", limit.effective())
                    .put("why", limit.why()));
        }
        return json;
    }

    private static JsonArray recentCloses(List<Sample.LastClose> closes) {
        Instant now = Instant.now();
        JsonArray json = new JsonArray();
        for (Sample.LastClose closed : closes) {
            json.add(new JsonObject()
                    .put(
                            "when",
                            now.minus(closed.ago())
                                    .truncatedTo(ChronoUnit.MILLIS)
                                    .toString())
                    .put("reason", closed.reason().label())
                    .put("peer", closed.peer())
                    .put("age_ms", closed.age().toMillis())
                    .put("requests", closed.requests()));
        }
        return json;
    }
}
