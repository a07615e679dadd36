package dev.cistern.node;

import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The two layers of connections that a node dials: to its peers, and to the backends of its buckets. */
final class DialledLayers {
    /** For answers that nobody waits for any more. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(5);

    private final PooledHttpClient peers;
    private final PooledHttpClient backends;

    DialledLayers(Vertx vertx, Settings boot) {
        this.peers = client(vertx, ofPeers(boot));
        this.backends = client(vertx, ofBackends(boot));
    }

    private static PooledHttpClient client(Vertx vertx, ClientSettings settings) {
        return new PooledHttpClient(
                vertx, ClientOptions.defaults(), settings, System::nanoTime, ThreadLocalRandom.current());
    }

    /** Layer 2. */
    PooledHttpClient peers() {
        return peers;
    }

    /** Layer 3. */
    PooledHttpClient backends() {
        return backends;
    }

    /** Whether nothing of these layers differs. */
    static boolean same(Settings before, Settings now) {
        return ofPeers(now).equals(ofPeers(before)) && ofBackends(now).equals(ofBackends(before));
    }

    /**
     * Takes up what has changed.
     *
     * @return how many idle connections it closes
     */
    Future<Long> apply(Settings before, Settings now) {
        return apply(peers, ofPeers(before), ofPeers(now))
                .compose(ofPeers ->
                        apply(backends, ofBackends(before), ofBackends(now)).map(ofBackends -> ofPeers + ofBackends));
    }

    private static Future<Long> apply(PooledHttpClient client, ClientSettings before, ClientSettings now) {
        return now.equals(before)
                ? Future.succeededFuture(0L)
                : client.apply(now).map(applied -> (long) applied.idleClosing());
    }

    private static ClientSettings ofPeers(Settings settings) {
        return new ClientSettings(settings.peers(), settings.transport());
    }

    private static ClientSettings ofBackends(Settings settings) {
        return ClientSettings.http1(settings.backends());
    }

    /** Lets requests in flight finish, for a while, and closes everything. */
    Future<Void> close() {
        return close(peers).transform(closed -> close(backends));
    }

    private static Future<Void> close(PooledHttpClient client) {
        return client.close().timeout(LONGEST_GOODBYE.toSeconds(), TimeUnit.SECONDS);
    }
}
