package dev.cistern.node.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** A failure as JSON, in AIStore's shape, with a stable code. */
final class FailureJson {
    private FailureJson() {}

    static Future<Void> answer(Exchange exchange, Failure failure) {
        if (exchange.method().equals(HttpMethod.HEAD)) {
            exchange.response().putHeader("Hdr-Error", headerSafe(failure.message()));
            return exchange.answer(failure.status());
        }
        return exchange.answerJson(failure.status(), describe(exchange, failure));
    }

    private static JsonObject describe(Exchange exchange, Failure failure) {
        JsonObject json = new JsonObject()
                .put("status", failure.status())
                .put("code", failure.code())
                .put("message", failure.message())
                .put("method", exchange.method().name())
                .put("url_path", exchange.target().rawPath())
                .put("request_id", exchange.id());
        return failure.problems().isEmpty() ? json : json.put("problems", ProblemsJson.of(failure.problems()));
    }

    private static String headerSafe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> safe.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
