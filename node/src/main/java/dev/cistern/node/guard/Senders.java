package dev.cistern.node.guard;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.sign.Authenticator;
import dev.cistern.node.sign.Identity;
import dev.cistern.node.sign.Payload;
import dev.cistern.node.sign.SignedRequest;
import dev.cistern.node.users.Accounts;
import dev.cistern.node.users.Token;
import dev.cistern.node.users.Tokens;
import dev.cistern.node.users.User;
import dev.cistern.node.users.Users;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request. Nobody is asked as long as there are no users; then requests of this machine alone are served, and none
 * of a page of elsewhere. S3 asks from the first user on; the native API and the administration go on serving this machine until
 * there is an administrator, so that the first user locks nobody out. Used by all event loops.
 */
public final class Senders {
    /** Whoever asks for what everybody may know. */
    public static final Sender NOBODY = Sender.unsigned(Caller.ANONYMOUS, new Payload.Plain(Optional.empty()));

    private static final Payload AS_IT_IS = new Payload.Plain(Optional.empty());
    private static final String BEARER = "Bearer ";

    private final Users users;
    private final Tokens tokens;
    private final boolean openToAll;
    private final Authenticator authenticator;
    private final ForeignPages pages;

    /**
     * Whom a node knows.
     *
     * @param openToAll whether, while there are no users, requests of other machines are served as those of this one are
     * @param names of the node, to which requests are sent; asked for each
     */
    public record Known(Accounts accounts, boolean openToAll, Supplier<List<String>> names) {}

    public Senders(Known known, InstantSource clock) {
        this.users = known.accounts.users();
        this.tokens = known.accounts.tokens();
        this.openToAll = known.openToAll;
        this.authenticator = new Authenticator(users::secretOf, clock);
        this.pages = new ForeignPages(known.names);
    }

    /**
     * Who sent a request to S3, which knows signatures alone.
     *
     * @param isTrusted whether the bucket's own rules let in the pages of an origin
     * @throws S3Exception where it is signed, but not well
     * @throws RequestException where it may not be served while there are no users
     */
    public Sender signed(Exchange exchange, Predicate<String> isTrusted) {
        if (users.isEmpty()) {
            requireLocal(exchange, isTrusted);
            return Sender.unsigned(
                    Caller.ANYBODY, Payload.announced(exchange.request().headers()));
        }
        return ofSignature(exchange);
    }

    /** Of S3: a browser that asks before a request signs nothing, also where the request itself is signed in its query. */
    public static Sender nobody(Exchange exchange) {
        return Sender.unsigned(
                Caller.ANONYMOUS, Payload.announced(exchange.request().headers()));
    }

    /**
     * Who sent a form to S3, by its fields. Nobody's signature is checked where there are no users.
     *
     * @param fields by lower-case name
     * @throws S3Exception where it is signed, but not well
     */
    public Sender ofForm(Map<String, String> fields) {
        if (users.isEmpty()) {
            return Sender.unsigned(Caller.ANYBODY, AS_IT_IS);
        }
        return of(new Identity(authenticator.verifyForm(fields), AS_IT_IS));
    }

    /**
     * Who sent a request to the native API or the administration, by signature or token. What the signature says of the body is
     * left with the exchange.
     *
     * @throws RequestException where what it shows proves nothing, or it may not be served while there are no users
     */
    public Sender of(Exchange exchange) {
        return of(exchange, Token.Use.EVERYTHING);
    }

    /** As {@link #of(Exchange)}; tokens that are for metrics alone do as well. */
    public Sender forMetrics(Exchange exchange) {
        return of(exchange, Token.Use.METRICS);
    }

    private Sender of(Exchange exchange, Token.Use use) {
        if (users.isEmpty()) {
            requireLocal(exchange, origin -> false);
            return Sender.unsigned(Caller.ANYBODY, AS_IT_IS);
        }
        Sender sender = proven(exchange, use);
        if (users.hasAdministrator() || !isLocal(exchange.request().remoteAddress())) {
            return sender;
        }
        if (sender.caller().isUser()) {
            return sender.asAdministrator();
        }
        pages.requireOwnHost(exchange);
        pages.requireNoForeignPage(exchange, origin -> false);
        return Sender.unsigned(Caller.ANYBODY, AS_IT_IS);
    }

    private Sender proven(Exchange exchange, Token.Use use) {
        String authorization =
                Optional.ofNullable(exchange.header("Authorization")).orElse("");
        boolean bears = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!authorization.isBlank() && !bears && !authorization.startsWith("AWS")) {
            throw RequestException.unauthenticated(
                    "UNAUTHENTICATED",
                    "the Authorization of this request is of a kind that is not known here: " + Guard.HOW);
        }
        Sender sender;
        try {
            sender = bears ? ofToken(exchange, authorization, use) : ofSignature(exchange);
        } catch (S3Exception e) {
            throw e.error().status() == 403 ? unproven(e) : RequestException.badRequest(String.valueOf(e.getMessage()));
        }
        if (sender.caller().isUser()) {
            exchange.tellUser(sender.caller().name());
        }
        if (sender.identity().payload() instanceof Payload.Plain plain) {
            plain.sha256().ifPresent(exchange::expectBody);
            return sender;
        }
        throw RequestException.notImplemented(
                "the native API takes a body as it is, not in aws-chunked; send x-amz-content-sha256: UNSIGNED-PAYLOAD");
    }

    /** What holds while there are no users. */
    private void requireLocal(Exchange exchange, Predicate<String> isTrusted) {
        if (!openToAll) {
            if (!isLocal(exchange.request().remoteAddress())) {
                throw RequestException.forbidden(
                        "this node has no users yet, so it serves requests of its own machine alone");
            }
            pages.requireOwnHost(exchange);
        }
        pages.requireNoForeignPage(exchange, isTrusted);
    }

    private Sender ofSignature(Exchange exchange) {
        return of(authenticator.verify(SignedRequest.of(exchange)));
    }

    private Sender of(Identity identity) {
        if (identity.accessKey().isEmpty()) {
            return new Sender(identity, Caller.ANONYMOUS);
        }
        User user = users.ofAccessKey(identity.accessKey().get())
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID));
        return new Sender(identity, caller(user));
    }

    private Sender ofToken(Exchange exchange, String authorization, Token.Use use) {
        Token token = tokens.find(authorization.substring(BEARER.length()).strip())
                .orElseThrow(() -> RequestException.unauthenticated(
                        "INVALID_TOKEN",
                        "the token is unknown, revoked or expired; ./cistern user token add NAME makes another"));
        User user = users.ofId(token.userId())
                .orElseThrow(
                        () -> RequestException.unauthenticated("INVALID_TOKEN", "the user of this token is no more"));
        if (token.use() == Token.Use.METRICS && use != Token.Use.METRICS) {
            throw RequestException.forbidden("this token is good for /_metrics alone");
        }
        return Sender.unsigned(
                caller(user), Payload.announced(exchange.request().headers()));
    }

    /** What policies and lists call a user. */
    public static Caller caller(User user) {
        return new Caller(
                user.isAdministrator() ? Caller.Kind.ADMINISTRATOR : Caller.Kind.USER, user.id(), user.name());
    }

    private static RequestException unproven(S3Exception e) {
        String hint =
                switch (e.error()) {
                    case INVALID_ACCESS_KEY_ID -> "; ./cistern user ls, as an administrator, lists those there are";
                    case SIGNATURE_DOES_NOT_MATCH -> " Is the secret key that of the access key?";
                    case INVALID_TOKEN -> " Session tokens are not known here: send keys without one.";
                    default -> "";
                };
        return RequestException.unauthenticated(e.error().name(), e.getMessage() + hint);
    }

    /** Whether a connection comes from this machine; not if nobody knows where it comes from. */
    public static boolean isLocal(@Nullable SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        if (address == null) {
            return false;
        }
        try {
            // An address is never looked up.
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
