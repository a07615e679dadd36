package dev.cistern.node;

import dev.cistern.backends.Backend;
import dev.cistern.backends.azure.AzureBackend;
import dev.cistern.backends.azure.AzureCredentials;
import dev.cistern.backends.azure.AzureLocation;
import dev.cistern.backends.azure.EntraTokens;
import dev.cistern.backends.gcs.GcsBackend;
import dev.cistern.backends.gcs.GcsCredentials;
import dev.cistern.backends.gcs.GcsLocation;
import dev.cistern.backends.http.HttpAddress;
import dev.cistern.backends.http.HttpBackend;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.ListMarkers;
import dev.cistern.backends.oci.OciBackend;
import dev.cistern.backends.oci.OciCredentials;
import dev.cistern.backends.oci.OciLocation;
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.peer.PeerAddress;
import dev.cistern.backends.peer.PeerBackend;
import dev.cistern.backends.peer.PeerCredentials;
import dev.cistern.backends.s3.S3Backend;
import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Location;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.backends.upstream.UpstreamClient;
import dev.cistern.backends.upstream.UpstreamTime;
import dev.cistern.conf.PeerTls;
import dev.cistern.conf.Settings;
import dev.cistern.conf.TrustedRoots;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The two layers of connections that a node dials: to its peers, and to the backends of its buckets. */
final class DialledLayers {
    /** For answers that nobody waits for any more. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(5);

    /** Of uploads in parts, all together. */
    private static final long PART_MEMORY_BYTES = 128L << 20;

    private final PooledHttpClient peers;
    private final PooledHttpClient backends;
    private final UpstreamClient upstream;
    private final PartMemory partMemory;
    private final AzureBackend.Resources azure;
    private final OciBackend.Resources oci;
    private final GcsBackend.Resources gcs;
    private final S3Credentials s3Credentials;
    private final PeerCredentials peerCredentials;
    private final String s3Region = S3Credentials.region(System.getenv());
    /** What the clients believe besides the platform; changed by one change of settings at a time. */
    private volatile @Nullable TrustedRoots trusted;

    private volatile @Nullable TrustedRoots trustedOfPeers;

    DialledLayers(Vertx vertx, Settings boot) {
        this.peers = client(vertx, ofPeers(boot));
        this.backends = client(vertx, ofBackends(boot));
        this.upstream = new UpstreamClient(
                vertx,
                UpstreamClient.Line.of(backends),
                boot.retry(),
                UpstreamTime.of(vertx),
                () -> ThreadLocalRandom.current().nextDouble());
        this.partMemory = new PartMemory(vertx, PART_MEMORY_BYTES);
        this.azure = new AzureBackend.Resources(
                new AzureCredentials(vertx, InstantSource.system(), System.getenv(), new EntraTokens()),
                partMemory,
                new ListMarkers());
        this.oci = new OciBackend.Resources(
                vertx, new OciCredentials(vertx, InstantSource.system(), System.getenv()), partMemory);
        this.gcs = new GcsBackend.Resources(new GcsCredentials(vertx, InstantSource.system()), partMemory);
        this.s3Credentials = new S3Credentials(vertx, InstantSource.system());
        this.peerCredentials = new PeerCredentials(vertx, InstantSource.system(), s3Credentials);
    }

    private static PooledHttpClient client(Vertx vertx, ClientSettings settings) {
        return new PooledHttpClient(
                vertx, ClientOptions.defaults(), settings, System::nanoTime, ThreadLocalRandom.current());
    }

    /**
     * The backend at a URL: another node over layer 2, anything else over layer 3.
     *
     * @param via see {@link HttpObjects#VIA}
     * @throws IllegalArgumentException for a URL that cannot be used, saying what would be right
     */
    Backend open(String url, String via) {
        if (url.startsWith(PeerAddress.SCHEME)) {
            return new PeerBackend(PeerAddress.parse(url), via, peerCredentials, Upstream.once(peers::send));
        }
        if (url.startsWith(S3Location.SCHEME)) {
            return new S3Backend(S3Location.parse(url, s3Region), via, s3Credentials, upstream, partMemory);
        }
        if (url.startsWith(AzureLocation.SCHEME)) {
            return new AzureBackend(AzureLocation.parse(url), via, upstream, azure);
        }
        if (url.startsWith(GcsLocation.SCHEME)) {
            return new GcsBackend(GcsLocation.parse(url), via, upstream, gcs);
        }
        if (url.startsWith(OciLocation.SCHEME)) {
            return new OciBackend(OciLocation.parse(url, System.getenv()), via, upstream, oci);
        }
        return new HttpBackend(HttpAddress.parse(url), via, upstream);
    }

    /** The layer over which a backend is asked. */
    PooledHttpClient dialled(Backend backend) {
        return backend instanceof PeerBackend ? peers : backends;
    }

    /** Layer 2. */
    PooledHttpClient peers() {
        return peers;
    }

    /** Layer 3. */
    PooledHttpClient backends() {
        return backends;
    }

    /** How the hosts of layer 3 behave. */
    UpstreamClient upstream() {
        return upstream;
    }

    /** Whether nothing of these layers differs. */
    static boolean same(Settings before, Settings now) {
        return ofPeers(now).equals(ofPeers(before))
                && ofBackends(now).equals(ofBackends(before))
                && now.retry().equals(before.retry())
                && Objects.equals(now.tls().backendRoots(), before.tls().backendRoots())
                && Objects.equals(rootsOfPeers(now), rootsOfPeers(before));
    }

    /**
     * Takes up what has changed.
     *
     * @return how many idle connections it closes
     */
    Future<Long> apply(Settings before, Settings now) {
        upstream.apply(now.retry());
        return apply(peers, ofPeers(before), ofPeers(now))
                .compose(ofPeers ->
                        apply(backends, ofBackends(before), ofBackends(now)).map(ofBackends -> ofPeers + ofBackends))
                .compose(closing -> trust(now).map(drained -> closing + drained));
    }

    private Future<Long> trust(Settings now) {
        TrustedRoots roots = now.tls().backendRoots();
        TrustedRoots ofPeers = rootsOfPeers(now);
        Future<Long> atBackends = Objects.equals(roots, trusted)
                ? Future.succeededFuture(0L)
                : backends.trust(roots).map(drained -> {
                    trusted = roots;
                    return (long) drained;
                });
        return atBackends.compose(drained -> Objects.equals(ofPeers, trustedOfPeers)
                ? Future.succeededFuture(drained)
                : peers.trust(ofPeers).map(more -> {
                    trustedOfPeers = ofPeers;
                    return drained + more;
                }));
    }

    /** For nodes that serve over TLS. */
    private static @Nullable TrustedRoots rootsOfPeers(Settings settings) {
        PeerTls tls = settings.tls().peers();
        return tls == null ? null : tls.roots();
    }

    private static Future<Long> apply(PooledHttpClient client, ClientSettings before, ClientSettings now) {
        return now.equals(before)
                ? Future.succeededFuture(0L)
                : client.apply(now).map(applied -> (long) applied.idleClosing());
    }

    /** Closes up to so many idle connections to backends because file descriptors run short, and says how many. */
    Future<Integer> reclaimBackends(int most) {
        return Future.succeededFuture(backends.reclaim(most));
    }

    /** Closes up to so many idle connections to peers because file descriptors run short, and says how many. */
    Future<Integer> reclaimPeers(int most) {
        return Future.succeededFuture(peers.reclaim(most));
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
