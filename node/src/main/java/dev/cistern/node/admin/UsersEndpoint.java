package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.sign.Presigner;
import dev.cistern.node.users.InvalidUserException;
import dev.cistern.node.users.NewUser;
import dev.cistern.node.users.User;
import dev.cistern.node.users.UserRequest;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /v1/users}: who has keys for S3. A secret is shown once, to who makes the user; {@code /v1/users/NAME/presign} signs
 * a URL with it.
 */
public final class UsersEndpoint {
    private static final String PATH = "/v1/users";
    private static final String PRESIGN = "/presign";

    private final Vertx vertx;
    private final Users users;
    private final Supplier<String> url;
    private final InstantSource clock;

    /** @param url how clients reach the node, unless they say so themselves */
    public UsersEndpoint(Vertx vertx, Users users, Supplier<String> url, InstantSource clock) {
        this.vertx = vertx;
        this.users = users;
        this.url = url;
        this.clock = clock;
    }

    Future<Void> serve(Exchange exchange) {
        String name = exchange.target().after(PATH);
        return switch (exchange.method().name()) {
            case "GET" -> list(exchange);
            case "POST" ->
                exchange.jsonBody()
                        .compose(body -> name.endsWith(PRESIGN)
                                ? presign(exchange, name.substring(0, name.length() - PRESIGN.length()), body)
                                : add(exchange, body));
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

    private Future<Void> presign(Exchange exchange, String name, JsonObject body) {
        User user = users.list().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RequestException.noSuchResource("there is no user '" + name + "'"));
        String secret = users.secretOf(user.accessKey())
                .orElseThrow(() -> RequestException.noSuchResource("there is no user '" + name + "' any more"));
        Duration lifetime =
                Duration.ofSeconds(body.getValue("expires_seconds") instanceof Number n ? n.longValue() : 0);
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(Presigner.LONGEST) > 0) {
            throw RequestException.badRequest(
                    "expires_seconds must be from 1 to " + Presigner.LONGEST.toSeconds() + ", which is seven days");
        }
        Presigner.Grant grant = new Presigner.Grant(
                required(body, "method"), required(body, "bucket"), required(body, "key"), lifetime);
        URI endpoint = endpoint(text(body, "endpoint").orElseGet(url));
        URI signed = Presigner.presign(endpoint, grant, new Presigner.Keys(user.accessKey(), secret), clock.instant());
        return exchange.answerJson(200, new JsonObject().put("url", signed.toString()));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getScheme() != null && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw RequestException.badRequest("endpoint '" + text + "' is not of the form http://HOST:PORT");
    }

    private static String required(JsonObject body, String name) {
        return text(body, name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> RequestException.badRequest(
                        "a URL to be signed needs method, bucket, key and expires_seconds"));
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
