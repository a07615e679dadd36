package dev.cistern.node.admin;

import dev.cistern.cluster.SharedSettings;
import dev.cistern.conf.Durations;
import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.Scope;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.RequestFigures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/settings}: what is in force and why, and the one way to change it.
 *
 * <ul>
 *   <li>{@code GET /v1/settings?prefix=net.http}
 *   <li>{@code GET /v1/settings/describe?prefix=}, {@code GET /v1/settings/history}
 *   <li>{@code PUT /v1/settings} with {@code {"scope":"cluster","set":{},"unset":[],"confirm_within":"60s"}}
 *   <li>{@code POST /v1/settings/rollback} with {@code {"to":N}} or {@code {}}, {@code POST /v1/settings/confirm}
 * </ul>
 */
public final class SettingsEndpoint {
    private final SettingsService settings;
    private final SharedSettings shared;
    private final RequestFigures requests;

    /** @param shared how what is set for every node is changed */
    public SettingsEndpoint(SettingsService settings, SharedSettings shared, RequestFigures requests) {
        this.settings = settings;
        this.shared = shared;
        this.requests = requests;
    }

    Future<Void> serve(Exchange exchange) {
        return switch (exchange.target().after("/v1/settings")) {
            case "" ->
                exchange.method().name().equals("PUT")
                        ? exchange.jsonBody().compose(body -> change(exchange, body))
                        : show(exchange, SettingsJson.inForce(settings, shared, prefix(exchange)));
            case "describe" -> show(exchange, SettingsJson.descriptions(prefix(exchange)));
            case "history" -> show(exchange, new JsonObject().put("entries", shared.history()));
            case "rollback" -> {
                AdminSurface.requireMethod(exchange, "POST");
                yield exchange.jsonBody().compose(body -> rollback(exchange, body));
            }
            case "confirm" -> {
                AdminSurface.requireMethod(exchange, "POST");
                yield shared.confirm(exchange.sentBy())
                        .compose(revision -> exchange.answerJson(200, new JsonObject().put("revision", revision)));
            }
            default ->
                throw RequestException.noSuchResource(
                        "there are /v1/settings and, under it, describe, history, rollback and confirm");
        };
    }

    private static String prefix(Exchange exchange) {
        return exchange.target().query().getOrDefault("prefix", "");
    }

    private static Future<Void> show(Exchange exchange, JsonObject json) {
        AdminSurface.requireMethod(exchange, "GET");
        return exchange.answerJson(200, json);
    }

    private Future<Void> change(Exchange exchange, JsonObject body) {
        ChangeRequest request = parse(body, exchange.sentBy());
        return report(exchange, () -> shared.change(request));
    }

    private Future<Void> rollback(Exchange exchange, JsonObject body) {
        Object to = body.getValue("to");
        if (to == null) {
            return report(exchange, () -> shared.rollback(exchange.sentBy(), null));
        }
        if (to instanceof Number revision) {
            return report(exchange, () -> shared.rollback(exchange.sentBy(), revision.longValue()));
        }
        throw RequestException.badRequest("'to' must be the number of a revision, as the history shows it, not " + to);
    }

    private Future<Void> report(Exchange exchange, Supplier<Future<JsonObject>> change) {
        long failedBefore = requests.failed();
        return change.get()
                .compose(report -> exchange.answerJson(
                        200, report.copy().put("failed_requests", requests.failed() - failedBefore)));
    }

    private static ChangeRequest parse(JsonObject body, String who) {
        Scope scope =
                switch (String.valueOf(body.getValue("scope", "cluster"))) {
                    case "cluster" -> Scope.CLUSTER;
                    case "node" -> Scope.NODE;
                    default -> throw RequestException.badRequest("'scope' must be \"cluster\" or \"node\"");
                };
        Map<String, String> set = new LinkedHashMap<>();
        Set<String> unset = new TreeSet<>();
        try {
            body.getJsonObject("set", new JsonObject())
                    .forEach(entry -> set.put(entry.getKey(), String.valueOf(entry.getValue())));
            body.getJsonArray("unset", new io.vertx.core.json.JsonArray())
                    .forEach(key -> unset.add(String.valueOf(key)));
        } catch (ClassCastException e) {
            throw RequestException.badRequest("'set' must be an object of key to value, 'unset' a list of keys");
        }
        if (set.isEmpty() && unset.isEmpty()) {
            throw RequestException.badRequest("nothing to change: 'set' and 'unset' are both empty");
        }
        return new ChangeRequest(scope, set, unset, who, confirmWithin(body.getValue("confirm_within")));
    }

    private static @Nullable Duration confirmWithin(@Nullable Object text) {
        if (text == null) {
            return null;
        }
        try {
            return Durations.parse(String.valueOf(text));
        } catch (InvalidValueException e) {
            throw RequestException.badRequest("confirm_within = " + text + ": " + e.reason() + "; " + e.suggestion());
        }
    }
}
