package dev.cistern.backends.peer;

import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Signer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Makes requests to other nodes somebody's. Used by any thread. */
public final class PeerCredentials {
    /** Other nodes believe whatever region a signature has. */
    private static final String REGION = "us-east-1";

    private final VertxInternal vertx;
    private final InstantSource clock;
    private final S3Credentials keys;
    private final ConcurrentMap<Path, TokenFile> files = new ConcurrentHashMap<>();

    public PeerCredentials(Vertx vertx, InstantSource clock, S3Credentials keys) {
        this.vertx = (VertxInternal) vertx;
        this.clock = clock;
        this.keys = keys;
    }

    /** Adds to a request's headers what proves whose it is; fails with a {@link dev.cistern.backends.BackendException}. */
    Future<Void> prove(PeerAddress address, HttpMethod method, String target, MultiMap headers) {
        PeerLogin login = address.login();
        if (login instanceof PeerLogin.Token token) {
            return files.computeIfAbsent(token.file(), file -> new TokenFile(vertx, clock, file))
                    .token()
                    .map(text -> {
                        headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + text);
                        return null;
                    });
        }
        if (login instanceof PeerLogin.Signature signature) {
            return keys.of(signature.identity()).map(found -> {
                new S3Signer(address.origin(), REGION).sign(method, target, headers, found);
                return null;
            });
        }
        return Future.succeededFuture();
    }
}
