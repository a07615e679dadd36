package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /v1/master-keys}: which keys the node encrypts objects with. A key itself is never shown. */
public final class MasterKeysEndpoint {
    private static final String PATH = "/v1/master-keys";

    private final Supplier<Map<String, Instant>> keys;
    private final Supplier<Future<String>> added;

    /**
     * Shows and adds keys.
     *
     * @param keys when each was made, by its id, the newest last
     * @param added makes another one, and gives its id
     */
    public MasterKeysEndpoint(Supplier<Map<String, Instant>> keys, Supplier<Future<String>> added) {
        this.keys = keys;
        this.added = added;
    }

    Future<Void> serve(Exchange exchange) {
        return switch (exchange.method().name()) {
            case "GET" -> exchange.answerJson(200, list());
            case "POST" -> added.get().compose(id -> exchange.answerJson(200, new JsonObject().put("id", id)));
            default -> throw RequestException.methodNotAllowed(PATH + " takes GET and POST");
        };
    }

    private JsonArray list() {
        JsonArray list = new JsonArray();
        keys.get().forEach((id, made) -> list.add(new JsonObject().put("id", id).put("made", made.toString())));
        return list;
    }
}
