package dev.cistern.node.admin;

import dev.cistern.conf.Settings;
import dev.cistern.net.advice.Forecast;
import dev.cistern.net.advice.HostLoad;
import dev.cistern.net.advice.PoolAdvice;
import dev.cistern.net.advice.Recommendation;
import dev.cistern.net.advice.ServerAdvice;
import dev.cistern.net.advice.ServerForecast;
import dev.cistern.net.advice.ServerLoad;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.Replay.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Advice as JSON, in a stable order. Numbers are rounded to a thousandth. */
final class AdviceJson {
    private final AdviceQuery query;
    private final Adviser adviser;
    private final Optional<Settings> tried;

    /** @param tried the settings of a what-if; empty when none was asked */
    AdviceJson(AdviceQuery query, Adviser adviser, Optional<Settings> tried) {
        this.query = query;
        this.adviser = adviser;
        this.tried = tried;
    }

    JsonObject clients(ServerAdvice advice) {
        ServerLoad load = advice.load();
        JsonObject json = new JsonObject()
                .put("layer", "clients")
                .put("verdict", advice.verdict())
                .put("settings", settings(advice.settings()))
                .put(
                        "load",
                        new JsonObject()
                                .put("requests", load.requests())
                                .put("over_s", seconds(load.over()))
                                .put("rate_per_s", number(load.ratePerSecond()))
                                .put("service_ms", millis(load.serviceTime()))
                                .put("mean_concurrency", number(load.meanConcurrency()))
                                .put("peak_concurrency", load.peakConcurrency())
                                .put("peak_open", load.peakOpen())
                                .put("gap99_ms", millis(load.gap99())))
                .put("measured", new JsonObject().put("accepts_per_1000", number(load.acceptsPerThousand())))
                .put("now", accepts(advice.now()))
                .put("recommended", accepts(advice.recommended()));
        tried.ifPresent(settings -> json.put("what_if", accepts(adviser.forecast(advice, settings))));
        return json.put("notes", new JsonArray(advice.notes()));
    }

    private static JsonObject accepts(ServerForecast forecast) {
        return new JsonObject()
                .put("accepts_per_1000_at_least", number(forecast.fewest()))
                .put("accepts_per_1000_at_most", number(forecast.most()))
                .put("met_closed_per_1000", number(forecast.metClosed()));
    }

    JsonObject pool(PooledLayer layer, PoolAdvice advice) {
        Forecast other =
                tried.map(settings -> adviser.forecast(layer, settings)).orElse(null);
        JsonArray hosts = new JsonArray();
        for (HostLoad load : advice.loads()) {
            if (query.wantsHost(load.host().toString())) {
                hosts.add(host(load, advice, other));
            }
        }
        JsonObject json = new JsonObject()
                .put("layer", layer.name())
                .put("verdict", advice.verdict())
                .put("settings", settings(advice.settings()))
                .put("measured", new JsonObject().put("dials_per_1000", number(advice.measured())))
                .put("now", total(advice.now()))
                .put("recommended", total(advice.recommended()));
        if (other != null) {
            json.put("what_if", total(other));
        }
        return json.put("hosts_asked", advice.hostsAsked())
                .put("hosts", hosts)
                .put("notes", new JsonArray(advice.notes()));
    }

    private static JsonObject host(HostLoad load, PoolAdvice advice, @Nullable Forecast other) {
        JsonObject json = new JsonObject()
                .put("host", load.host().toString())
                .put("load", load(load))
                .put("measured", new JsonObject().put("dials_per_1000", number(load.dialsPerThousand())))
                .put("now", outcome(advice.now(), load.host()))
                .put("recommended", outcome(advice.recommended(), load.host()));
        return other == null ? json : json.put("what_if", outcome(other, load.host()));
    }

    private static JsonObject load(HostLoad load) {
        return new JsonObject()
                .put("requests", load.requests())
                .put("over_s", seconds(load.over()))
                .put("rate_per_s", number(load.ratePerSecond()))
                .put("service_ms", millis(load.serviceTime()))
                .put("mean_concurrency", number(load.meanConcurrency()))
                .put("p999_concurrency", load.p999Concurrency())
                .put("peak_concurrency", load.peakConcurrency())
                .put("gap95_ms", millis(load.gap95()))
                .put("reuse_gap_ms", millis(load.reuseGap()))
                .put("bursty", load.isBursty())
                .put("replayed_requests", load.recorded().count())
                .put("replayed_s", seconds(load.recorded().span()));
    }

    private static JsonObject total(Forecast forecast) {
        return new JsonObject()
                .put("dials_per_1000", number(forecast.dialsPerThousand()))
                .put("mean_idle", number(forecast.meanIdle()))
                .put("idle_bytes", forecast.idleBytes());
    }

    private static @Nullable JsonObject outcome(Forecast forecast, HostKey host) {
        Outcome outcome = forecast.hosts().get(host);
        return outcome == null
                ? null
                : new JsonObject()
                        .put("dials_per_1000", number(outcome.dialsPerThousand()))
                        .put("refused", outcome.refused())
                        .put("mean_wait_ms", millis(outcome.meanWait()))
                        .put("mean_idle", number(outcome.meanIdle()))
                        .put("most_idle", outcome.mostIdle())
                        .put("most_open", outcome.mostOpen())
                        .put("idle_bytes", forecast.idleBytes(host));
    }

    private static JsonArray settings(List<Recommendation> settings) {
        JsonArray json = new JsonArray();
        settings.forEach(setting -> json.add(new JsonObject()
                .put("key", setting.key())
                .put("now", setting.now())
                .put("needed", setting.needed())
                .put("recommended", setting.recommended())
                .put("why", setting.why())));
        return json;
    }

    private static BigDecimal millis(Duration time) {
        return number(time.toNanos() / 1e6);
    }

    private static BigDecimal seconds(Duration time) {
        return number(time.toNanos() / 1e9);
    }

    private static BigDecimal number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
