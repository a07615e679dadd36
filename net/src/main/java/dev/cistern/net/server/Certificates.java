package dev.cistern.net.server;

import dev.cistern.conf.ServerIdentity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that the HTTP servers of this layer show. Another one makes another TLS context, with other session
 * tickets, so that nobody resumes a session that began under the one before. Safe for all threads.
 */
final class Certificates {
    private final List<HttpServer> listening = new ArrayList<>();
    private @Nullable ServerIdentity identity;
    private @Nullable KeyCertOptions inForce;

    /** Makes the servers that have these options speak TLS. */
    synchronized void secure(HttpServerOptions options, ServerIdentity first) {
        if (inForce == null) {
            take(first);
        }
        options.setSsl(true)
                .setKeyCertOptions(inForce)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                // The header timeout bounds the handshake: it is live, and this one is not.
                .setSslHandshakeTimeout(0);
    }

    /** The server can be told of another certificate from now on; of the one in force it is told at once. */
    synchronized Future<Boolean> listens(HttpServer server) {
        if (inForce == null) {
            return Future.succeededFuture(false);
        }
        listening.add(server);
        return server.updateSSLOptions(options());
    }

    /** @return whether it is another one; new connections have it when this completes */
    synchronized Future<Boolean> renew(ServerIdentity next) {
        if (inForce == null || Objects.equals(next, identity)) {
            return Future.succeededFuture(false);
        }
        take(next);
        List<Future<Boolean>> updates = new ArrayList<>();
        listening.forEach(server -> updates.add(server.updateSSLOptions(options())));
        return Future.join(updates).map(true);
    }

    private void take(ServerIdentity next) {
        inForce = KeyCertOptions.wrap(next.keyManagers());
        identity = next;
    }

    private ServerSSLOptions options() {
        return new ServerSSLOptions().setKeyCertOptions(inForce);
    }
}
