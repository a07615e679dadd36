package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * {@code GET /v1/backends}: the buckets that have a backend, and what is not there yet of what was written to them.
 * {@code POST /v1/backends} with {@code {"action":"check","url":…}} or {@code "bucket"}, and {@code "write":false} to only look:
 * whether a backend works, step by step.
 */
public final class BackendCheckEndpoint {
    private final Check check;

    /** Checks backends. */
    public interface Check {
        /** Each bucket that has a backend, in order of name. */
        Future<JsonArray> list();

        /** @throws IllegalArgumentException for a URL that cannot be used, saying what would be right */
        Future<JsonObject> ofUrl(String url, boolean writing);

        /** Of a bucket; fails where there is none, or it has no backend. */
        Future<JsonObject> ofBucket(String bucket, boolean writing);
    }

    public BackendCheckEndpoint(Check check) {
        this.check = check;
    }

    Future<Void> serve(Exchange exchange) {
        if (exchange.method().name().equals("GET")) {
            return check.list().compose(buckets -> exchange.answerJson(200, buckets));
        }
        AdminSurface.requireMethod(exchange, "POST");
        return exchange.jsonBody().compose(this::run).compose(found -> exchange.answerJson(200, found));
    }

    private Future<JsonObject> run(JsonObject command) {
        if (!(command.getValue("action") instanceof String action) || !action.equals("check")) {
            throw RequestException.badRequest("the action on backends is check");
        }
        boolean writing = !Boolean.FALSE.equals(command.getValue("write"));
        if (command.getValue("bucket") instanceof String bucket) {
            return check.ofBucket(bucket, writing);
        }
        if (command.getValue("url") instanceof String url) {
            try {
                return check.ofUrl(url, writing);
            } catch (IllegalArgumentException e) {
                throw RequestException.badRequest(String.valueOf(e.getMessage()));
            }
        }
        throw RequestException.badRequest("say which backend: \"url\" or \"bucket\"");
    }
}
