package dev.cistern.node.admin;

import dev.cistern.conf.Keys;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.Scope;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.SettingEntry;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.node.admin.Adviser.Advice;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /v1/advice?layer=&host=&what_if=KEY=VALUE,KEY=VALUE}: what the settings of the connection layers should be, by
 * what was measured; and what others would cost. Sets nothing.
 */
public final class AdviceEndpoint {
    /** Advice takes a moment of a processor; more than so many at a time are refused. */
    static final int MOST_UNDERWAY = 4;

    private static final String WHO = "what-if";

    private final SettingsService settings;
    private final ServerConnections clients;
    private final List<PooledLayer> layers;
    private final WorkerExecutor worker;
    private final AtomicInteger underway = new AtomicInteger();

    /** @param layers those of pooled connections, in the order of the answer */
    public AdviceEndpoint(Vertx vertx, SettingsService settings, ServerConnections clients, List<PooledLayer> layers) {
        this.settings = settings;
        this.clients = clients;
        this.layers = List.copyOf(layers);
        this.worker = vertx.createSharedWorkerExecutor("cistern-adviser", 1);
    }

    Future<Void> serve(Exchange exchange) {
        AdminSurface.requireMethod(exchange, "GET");
        AdviceQuery query = AdviceQuery.parse(exchange.target().query());
        if (underway.incrementAndGet() > MOST_UNDERWAY) {
            underway.decrementAndGet();
            throw RequestException.busy("advice is being given to " + MOST_UNDERWAY + " others; ask again in a moment");
        }
        return advise(query)
                .onComplete(done -> underway.decrementAndGet())
                .compose(json -> exchange.answerJson(200, json));
    }

    private Future<JsonObject> advise(AdviceQuery query) {
        return tried(query.whatIf()).compose(tried -> work(() -> new Adviser(settings.settings(), clients, layers))
                .compose(adviser -> work(() -> adviser.advise(null))
                        .compose(first -> unclamped(adviser, first))
                        .compose(advice -> work(() -> json(query, adviser, advice, tried)))));
    }

    private <T> Future<T> work(java.util.concurrent.Callable<T> work) {
        return worker.<T>executeBlocking(work, false);
    }

    /** The settings that a what-if asks for. */
    private Future<Optional<ResolvedSettings>> tried(Map<String, String> whatIf) {
        return whatIf.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : settings.preview(new ChangeRequest(Scope.NODE, whatIf, Set.of(), WHO, null))
                        .map(Optional::of);
    }

    /** Advice whose values would be taken as they are: where some would be clamped, anew with what they would come to. */
    private Future<Advice> unclamped(Adviser adviser, Advice first) {
        Map<String, String> wanted = new LinkedHashMap<>(first.changes());
        if (wanted.isEmpty()) {
            return Future.succeededFuture(first);
        }
        wanted.put(Keys.STRICT.name(), "false");
        return settings.preview(new ChangeRequest(Scope.NODE, wanted, Set.of(), WHO, null))
                .compose(preview -> isClamped(preview, first.changes())
                        ? work(() -> adviser.advise(preview))
                        : Future.succeededFuture(first));
    }

    private static boolean isClamped(ResolvedSettings preview, Map<String, String> wanted) {
        return wanted.keySet().stream()
                .flatMap(key -> preview.entry(key).stream())
                .anyMatch(entry -> !entry.effective().equals(entry.configured()));
    }

    private JsonObject json(AdviceQuery query, Adviser adviser, Advice advice, Optional<ResolvedSettings> tried) {
        AdviceJson json = new AdviceJson(query, adviser, tried.map(ResolvedSettings::settings));
        JsonArray shown = new JsonArray();
        if (query.wants("clients") && query.host().isEmpty()) {
            shown.add(json.clients(advice.clients()));
        }
        advice.pools().forEach((layer, pool) -> {
            if (query.wants(layer.name())) {
                shown.add(json.pool(layer, pool));
            }
        });
        JsonObject answer = new JsonObject().put("layers", shown);
        JsonObject changes = new JsonObject();
        advice.changes().forEach(changes::put);
        answer.put("changes", changes);
        tried.ifPresent(preview -> answer.put("what_if", whatIf(query.whatIf(), preview)));
        return answer;
    }

    private static JsonArray whatIf(Map<String, String> asked, ResolvedSettings preview) {
        JsonArray json = new JsonArray();
        for (String key : asked.keySet()) {
            SettingEntry entry = preview.entry(key).orElseThrow();
            json.add(new JsonObject()
                    .put("key", key)
                    .put("value", entry.configured())
                    .put("effective", entry.effective())
                    .put("reason", entry.reason()));
        }
        return json;
    }
}
