package dev.cistern.node.admin;

import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.pool.PoolFigures.Figures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A layer of pooled connections as JSON, in the words of the client connections; and the same for each host. */
final class PoolJson {
    private PoolJson() {}

    static JsonObject of(String layer, PoolFigures figures) {
        JsonArray hosts = new JsonArray();
        figures.hosts()
                .forEach((host, ofHost) -> hosts.add(describe(ofHost, new JsonObject().put("host", host.toString()))));
        return describe(figures.total(), new JsonObject().put("layer", layer)).put("hosts", hosts);
    }

    private static JsonObject describe(Figures figures, JsonObject json) {
        JsonObject closes = new JsonObject();
        figures.closes().forEach((reason, count) -> closes.put(reason.label(), count));
        return json.put("figures", counters(figures))
                .put("closes", closes)
                .put("ages", histogram(figures.ages(), "connections"))
                .put("idle_times", histogram(figures.idleTimes(), "connections"))
                .put("acquire_times", histogram(figures.acquireTimes(), "leases"))
                .put("dial_times", histogram(figures.dialTimes(), "dials"))
                .put("recent_closes", recentCloses(figures.lastCloses()));
    }

    private static JsonObject counters(Figures figures) {
        return new JsonObject()
                .put("open", figures.open())
                .put("idle", figures.idle())
                .put("active", figures.active())
                .put("dialling", figures.dialling())
                .put("draining", figures.draining())
                .put("waiting", figures.waiting())
                .put("leases", figures.leases())
                .put("dials", figures.dials())
                .put("opened", figures.opened())
                .put("reused", figures.reused())
                .put("refused", figures.refused());
    }

    private static JsonArray histogram(List<PoolFigures.Bucket> buckets, String what) {
        JsonArray json = new JsonArray();
        for (PoolFigures.Bucket bucket : buckets) {
            Duration below = bucket.below();
            json.add(new JsonObject()
                    .put("below_ms", below == null ? null : below.toNanos() / 1e6)
                    .put(what, bucket.count()));
        }
        return json;
    }

    private static JsonArray recentCloses(List<PoolFigures.Closed> closes) {
        Instant now = Instant.now();
        JsonArray json = new JsonArray();
        for (PoolFigures.Closed closed : closes) {
            json.add(new JsonObject()
                    .put("when", now.minus(closed.ago()).toString())
                    .put("reason", closed.reason().label())
                    .put("peer", closed.host().toString())
                    .put("age_ms", closed.age().toMillis())
                    .put("requests", closed.leases()));
        }
        return json;
    }
}
