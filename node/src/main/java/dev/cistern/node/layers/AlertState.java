package dev.cistern.node.layers;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with an alert.
 *
 * @param alert which
 * @param phase whether it is true
 * @param since when it became true; absent when it is not
 * @param evidence the figures behind it as they were last; empty when it is not true
 */
public record AlertState(Alert alert, Phase phase, @Nullable Instant since, List<Evidence> evidence) {
    /** From false to true. */
    public enum Phase {
        OK,
        /** It is true, but not for long enough yet. */
        PENDING,
        FIRING
    }

    static AlertState ok(Alert alert) {
        return new AlertState(alert, Phase.OK, null, List.of());
    }

    public boolean firing() {
        return phase == Phase.FIRING;
    }

    /** The figures behind it, in one line. */
    public String figures() {
        return evidence.stream().map(Evidence::toString).collect(Collectors.joining("; "));
    }

    /** For the APIs. */
    public JsonObject toJson() {
        JsonArray figures = new JsonArray();
        evidence.forEach(
                item -> figures.add(new JsonObject().put("where", item.where()).put("figures", item.figures())));
        return new JsonObject()
                .put("alert", alert.label())
                .put("state", phase.name().toLowerCase(Locale.ROOT))
                .put("severity", alert.severity().label())
                .put(
                        "since",
                        since == null
                                ? null
                                : since.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("summary", alert.summary())
                .put("evidence", figures)
                .put("advice", alert.advice());
    }
}
