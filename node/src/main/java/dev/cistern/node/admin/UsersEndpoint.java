package dev.cistern.node.admin;

import dev.cistern.node.guard.Guard;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.sign.Presigner;
import dev.cistern.node.users.Accounts;
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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /v1/users}: who has keys. A secret is shown once, to who makes the user; {@code /v1/users/NAME/presign} signs a URL with
 * it, {@code /v1/users/NAME/tokens} makes tokens.
 */
public final class UsersEndpoint {
    private static final String PATH = "/v1/users";

    private final Vertx vertx;
    private final Users users;
    private final TokensEndpoint tokens;
    private final Place place;
    private final InstantSource clock;

    /**
     * Where the node is.
     *
     * @param url how clients reach it, unless they say so themselves
     * @param mayBeOpen whether it may be without users
     * @param apart whether there are other nodes that hear of no user made here
     */
    public record Place(Supplier<String> url, boolean mayBeOpen, BooleanSupplier apart) {}

    public UsersEndpoint(Vertx vertx, Accounts accounts, Place place, InstantSource clock) {
        this.vertx = vertx;
        this.users = accounts.users();
        this.tokens = new TokensEndpoint(vertx, accounts.tokens());
        this.place = place;
        this.clock = clock;
    }

    /** Answers an administrator; of others, what a user may do for oneself. */
    Future<Void> serve(Exchange exchange, Sender sender) {
        String[] path = exchange.target().after(PATH).split("/", -1);
        String name = path[0];
        String method = exchange.method().name();
        if (path.length > 1) {
            return ofUser(exchange, sender, path);
        }
        Guard.requireAdministrator(sender, "see, make, change or remove users");
        return switch (method) {
            case "GET" -> list(exchange);
            case "POST" -> exchange.jsonBody().compose(body -> add(exchange, body));
            case "PUT" -> exchange.jsonBody().compose(body -> renew(exchange, name, body));
            case "DELETE" -> remove(exchange, name);
            default ->
                throw RequestException.methodNotAllowed(PATH + " takes GET and POST, " + PATH + "/NAME PUT and DELETE");
        };
    }

    private Future<Void> ofUser(Exchange exchange, Sender sender, String[] path) {
        boolean tokensAsked = path[1].equals("tokens") && path.length <= 3;
        if (!tokensAsked && !(path[1].equals("presign") && path.length == 2)) {
            throw RequestException.noSuchResource("of a user there are " + PATH + "/NAME/presign and …/tokens");
        }
        requireOneself(sender, path[0]);
        User user = users.named(path[0]).orElseThrow(() -> noSuchUser(path[0]));
        if (tokensAsked) {
            return tokens.serve(exchange, user, path.length == 3 ? path[2] : "");
        }
        AdminSurface.requireMethod(exchange, "POST");
        return exchange.jsonBody().compose(body -> presign(exchange, user, body));
    }

    /** A token that could make others would not end with its time; so for oneself it takes the keys. */
    private static void requireOneself(Sender sender, String name) {
        boolean oneself = sender.isSigned() && sender.caller().name().equals(name);
        if (!oneself) {
            Guard.requireAdministrator(sender, "make tokens or sign URLs but for oneself and with one's keys");
        }
    }

    private Future<Void> list(Exchange exchange) {
        JsonArray list = new JsonArray();
        users.list().forEach(user -> list.add(describe(user)));
        return exchange.answerJson(200, list);
    }

    private Future<Void> add(Exchange exchange, JsonObject body) {
        return vertx.<NewUser>executeBlocking(() -> add(body), false).compose(made -> {
            JsonObject json = describe(made.user()).put("secret_key", made.secretKey());
            if (place.apart.getAsBoolean()) {
                json.put("only_here", true);
            }
            return exchange.answerJson(200, isFirst(made.user()) ? json.put("first", true) : json);
        });
    }

    /** Whether there was none of the kind before: no user, or no administrator. */
    private boolean isFirst(User made) {
        return users.list().stream().filter(user -> user.role() == made.role()).count() == 1
                && (made.isAdministrator() || users.list().size() == 1);
    }

    private NewUser add(JsonObject body) {
        boolean administers = Boolean.TRUE.equals(body.getValue("admin"));
        if (administers && place.apart.getAsBoolean()) {
            throw RequestException.conflict(
                    "the cluster of this node has no secret, so from its first administrator on this node could not tell other"
                            + " nodes from strangers, and would refuse them; give all nodes the same cluster.secret_file"
                            + " first");
        }
        try {
            return users.add(new UserRequest(
                    text(body, "name").orElse(""),
                    text(body, "id"),
                    administers ? User.Role.ADMINISTRATOR : User.Role.ORDINARY,
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
        return vertx.<Optional<User>>executeBlocking(() -> remove(name), false).compose(removed -> {
            if (removed.isEmpty()) {
                throw noSuchUser(name);
            }
            return exchange.answer(204);
        });
    }

    /** With all tokens, since an id can be given again by who makes users. */
    private Optional<User> remove(String name) {
        try {
            if (!place.mayBeOpen && users.list().size() == 1) {
                throw RequestException.conflict("'" + name
                        + "' is the last user, and this node can be reached from other machines: without users they would all"
                        + " be refused");
            }
            Optional<User> removed = users.remove(name);
            removed.ifPresent(tokens::removeAll);
            return removed;
        } catch (InvalidUserException e) {
            throw RequestException.conflict(String.valueOf(e.getMessage()));
        }
    }

    private Future<Void> presign(Exchange exchange, User user, JsonObject body) {
        String secret = users.secretOf(user.accessKey()).orElseThrow(() -> noSuchUser(user.name()));
        Duration lifetime =
                Duration.ofSeconds(body.getValue("expires_seconds") instanceof Number n ? n.longValue() : 0);
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(Presigner.LONGEST) > 0) {
            throw RequestException.badRequest(
                    "expires_seconds must be from 1 to " + Presigner.LONGEST.toSeconds() + ", which is seven days");
        }
        Presigner.Grant grant = new Presigner.Grant(
                required(body, "method"), required(body, "bucket"), required(body, "key"), lifetime);
        URI endpoint = endpoint(text(body, "endpoint").orElseGet(place.url));
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
