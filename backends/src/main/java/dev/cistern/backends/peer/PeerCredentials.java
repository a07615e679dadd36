package dev.cistern.backends.peer;

import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Signer;
import dev.cistern.net.client.HttpRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
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

    /** The request with what proves whose it is; fails with a {@link dev.cistern.backends.BackendException}. */
    Future<HttpRequest> prove(PeerLogin login, HttpRequest request) {
        if (login instanceof PeerLogin.Token token) {
            return files.computeIfAbsent(token.file(), file -> new TokenFile(vertx, clock, file))
                    .token()
                    .map(text -> {
                        request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + text);
                        return request;
                    });
        }
        if (login instanceof PeerLogin.Signature signature) {
            return keys.of(signature.identity()).map(found -> {
                new S3Signer(request.origin(), REGION)
                        .sign(request.method(), request.target(), request.headers(), found);
                return request;
            });
        }
        return Future.succeededFuture(request);
    }
}
