package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.users.InvalidUserException;
import dev.cistern.node.users.NewToken;
import dev.cistern.node.users.Token;
import dev.cistern.node.users.Token.Use;
import dev.cistern.node.users.Tokens;
import dev.cistern.node.users.User;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/users/NAME/tokens}: what a user may send in place of a signature. A token is shown once, to who makes it. */
final class TokensEndpoint {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Vertx vertx;
    private final Tokens tokens;

    TokensEndpoint(Vertx vertx, Tokens tokens) {
        this.vertx = vertx;
        this.tokens = tokens;
    }

    /** @param id of a token; empty for all of the user */
    Future<Void> serve(Exchange exchange, User user, String id) {
        String method = exchange.method().name();
        if (method.equals("DELETE") && !id.isEmpty()) {
            return vertx.<Boolean>executeBlocking(() -> tokens.remove(user, id), false)
                    .compose(removed -> removed
                            ? exchange.answer(204)
                            : Future.failedFuture(RequestException.noSuchResource(
                                    "'" + user.name() + "' has no token '" + id + "'")));
        }
        if (!id.isEmpty()) {
            throw RequestException.methodNotAllowed("a token takes DELETE");
        }
        return switch (method) {
            case "GET" -> {
                JsonArray list = new JsonArray();
                tokens.of(user).forEach(token -> list.add(describe(token)));
                yield exchange.answerJson(200, list);
            }
            case "POST" ->
                exchange.jsonBody()
                        .compose(body -> vertx.<NewToken>executeBlocking(() -> add(user, body), false))
                        .compose(made ->
                                exchange.answerJson(200, describe(made.token()).put("token", made.text())));
            default -> throw RequestException.methodNotAllowed("the tokens of a user take GET and POST");
        };
    }

    /** Blocks. */
    void removeAll(User user) {
        tokens.removeAll(user);
    }

    private NewToken add(User user, JsonObject body) {
        try {
            String note = body.getValue("note") instanceof String text ? text : "";
            return tokens.add(user, use(body), note, lifetime(body));
        } catch (InvalidUserException e) {
            throw RequestException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Use use(JsonObject body) {
        return switch (String.valueOf(body.getValue("use", "everything"))) {
            case "everything" -> Use.EVERYTHING;
            case "metrics" -> Use.METRICS;
            default -> throw RequestException.badRequest("use must be everything or metrics");
        };
    }

    private static Optional<Duration> lifetime(JsonObject body) {
        Object seconds = body.getValue("expires_seconds");
        if (seconds == null) {
            return Optional.empty();
        }
        if (seconds instanceof Number number && number.longValue() > 0 && number.longValue() <= LONGEST.toSeconds()) {
            return Optional.of(Duration.ofSeconds(number.longValue()));
        }
        throw RequestException.badRequest("expires_seconds must be from 1 to " + LONGEST.toSeconds()
                + ", or left out for a token that does not expire");
    }

    private static JsonObject describe(Token token) {
        JsonObject json = new JsonObject()
                .put("id", token.id())
                .put("use", token.use().name().toLowerCase(Locale.ROOT))
                .put("note", token.note())
                .put("created", token.created().toString());
        token.expires().ifPresent(end -> json.put("expires", end.toString()));
        return json;
    }
}
