package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.users.InvalidUserException;
import dev.cistern.node.users.NewUser;
import dev.cistern.node.users.User;
import dev.cistern.node.users.UserRequest;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** {@code /v1/users}: who has keys for S3. A secret is shown once, to who makes the user. */
public final class UsersEndpoint {
    private static final String PATH = "/v1/users";

    private final Vertx vertx;
    private final Users users;

    public UsersEndpoint(Vertx vertx, Users users) {
        this.vertx = vertx;
        this.users = users;
    }

    Future<Void> serve(Exchange exchange) {
        String name = exchange.target().after(PATH);
        return switch (exchange.method().name()) {
            case "GET" -> list(exchange);
            case "POST" -> exchange.jsonBody().compose(body -> add(exchange, body));
            case "PUT" -> exchange.jsonBody().compose(body -> renew(exchange, name, body));
            case "DELETE" -> remove(exchange, name);
            default ->
                throw RequestException.methodNotAllowed(PATH + " takes GET and POST, " + PATH + "/NAME PUT and DELETE");
        };
    }

    private Future<Void> list(Exchange exchange) {
        JsonArray list = new JsonArray();
        users.list().forEach(user -> list.add(describe(user)));
        return exchange.answerJson(200, list);
    }

    private Future<Void> add(Exchange exchange, JsonObject body) {
        return vertx.<NewUser>executeBlocking(() -> add(body), false)
                .compose(made -> exchange.answerJson(200, describe(made.user()).put("secret_key", made.secretKey())));
    }

    private NewUser add(JsonObject body) {
        try {
            return users.add(new UserRequest(
                    text(body, "name").orElse(""),
                    text(body, "id"),
                    Boolean.TRUE.equals(body.getValue("admin")) ? User.Role.ADMINISTRATOR : User.Role.ORDINARY,
                    text(body, "access_key"),
                    text(body, "secret_key")));
        } catch (InvalidUserException e) {
            throw RequestException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Future<Void> renew(Exchange exchange, String name, JsonObject body) {
        return vertx.<Optional<NewUser>>executeBlocking(() -> renew(name, body), false)
                .compose(renewed -> {
                    NewUser user = renewed.orElseThrow(() -> noSuchUser(name));
                    return exchange.answerJson(200, describe(user.user()).put("secret_key", user.secretKey()));
                });
    }

    private Optional<NewUser> renew(String name, JsonObject body) {
        try {
            return users.renew(name, text(body, "access_key"), text(body, "secret_key"));
        } catch (InvalidUserException e) {
            throw RequestException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static RequestException noSuchUser(String name) {
        return RequestException.noSuchResource("there is no user '" + name + "'");
    }

    private Future<Void> remove(Exchange exchange, String name) {
        return vertx.<Optional<User>>executeBlocking(() -> users.remove(name), false)
                .compose(removed -> {
                    if (removed.isEmpty()) {
                        throw noSuchUser(name);
                    }
                    return exchange.answer(204);
                });
    }

    private static Optional<String> text(JsonObject body, String name) {
        return body.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static JsonObject describe(User user) {
        return new JsonObject()
                .put("name", user.name())
                .put("id", user.id())
                .put("access_key", user.accessKey())
                .put("admin", user.isAdministrator())
                .put("created", user.created().toString());
    }
}
