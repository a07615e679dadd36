package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.TrustedRoots;
import dev.cistern.net.pool.Applied;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.Pool;
import dev.cistern.net.pool.PoolFigures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests over pooled connections: one layer's. A request and its response stream, with back-pressure both
 * ways; every wait has a deadline; and a connection that its peer closed meanwhile costs a fresh dial, not an error,
 * wherever the request can be sent again without doing anything twice. Every method may be called from any thread.
 */
public final class PooledHttpClient {
    private final Agents agents;
    private final Loops loops;
    private final NameService names;
    private final Dialer dialer;
    private final Pool<ClientConnection> pool;
    private final VertxInternal vertx;
    private final LongAdder retries = new LongAdder();
    private volatile ClientSettings settings;
    private volatile @Nullable Target lastTarget;

    /**
     * Makes a client that has no connections yet.
     *
     * @param vertx whose event loops it runs on
     * @param options what it is from its beginning to its end
     * @param initial the settings to begin with
     * @param nanoTime a clock like {@link System#nanoTime}, safe for all threads
     * @param random varies lifetimes and heartbeats, and chooses among addresses
     */
    public PooledHttpClient(
            Vertx vertx, ClientOptions options, ClientSettings initial, LongSupplier nanoTime, RandomGenerator random) {
        VertxInternal internal = (VertxInternal) vertx;
        this.vertx = internal;
        this.settings = initial;
        SplittableRandom chance = new SplittableRandom(random.nextLong());
        this.agents = new Agents(vertx, options.trust(), initial.transport());
        this.loops = new Loops(internal, nanoTime, initial.transport(), Patience.of(options), chance.split());
        this.names = new NameService(internal);
        this.dialer = new Dialer(agents, loops, names, nanoTime, chance);
        this.pool = new Pool<>(dialer, initial.pool(), nanoTime, random);
    }

    /**
     * Sends a request.
     *
     * @param request what to send
     * @return the response as soon as its headers are there, completed on the event loop of the caller, if it has one;
     *     fails with a {@link RequestFailedException}
     */
    public Future<HttpResponse> send(HttpRequest request) {
        return start(request).response();
    }

    /**
     * Sends a request that may be cancelled.
     *
     * @param request what to send
     * @return the request on its way
     */
    public Call start(HttpRequest request) {
        return start(request, PooledCall.Standing.ORDINARY);
    }

    /**
     * Sends a request that keeps no other waiting: over a connection that is idle, or that can be dialled at once while nobody
     * waits for one. It is not sent again when its connection is lost.
     *
     * @param request what to send
     * @return the request on its way; fails at once with {@link RequestFailedException.Kind#NO_CONNECTION} where none is
     *     spare
     */
    public Call startIfSpare(HttpRequest request) {
        return start(request, PooledCall.Standing.SPARE);
    }

    private Call start(HttpRequest request, PooledCall.Standing standing) {
        ContextInternal context = loops.context();
        PooledCall call = new PooledCall(this, context, request, standing);
        context.execute(call::start);
        return call;
    }

    Pool<ClientConnection> pool() {
        return pool;
    }

    /** Most requests go to the origin of the one before: its target is the same object, and quickly found by it. */
    @SuppressWarnings("ReferenceEquality") // an equal origin that is another object costs a new target, nothing more
    Target target(Origin origin) {
        PeerProtocol protocol = settings.transport().protocol();
        Target last = lastTarget;
        if (last == null || last.origin != origin || last.protocol != protocol) {
            HostKey host = Scheme.of(origin, protocol).key(origin);
            last = new Target(origin, protocol, host, origin.authority());
            lastTarget = last;
        }
        return last;
    }

    /**
     * Where requests go.
     *
     * @param host whose connections they want
     * @param authority the value of {@code Host}
     */
    record Target(Origin origin, PeerProtocol protocol, HostKey host, String authority) {}

    Loop loop(ContextInternal context) {
        return loops.of(context.nettyEventLoop());
    }

    void retrying() {
        retries.increment();
    }

    /**
     * Takes up changed settings, for the connections that are open too.
     *
     * @param next the effective values, all of them
     * @return what it did to the pool
     */
    public Future<Applied> apply(ClientSettings next) {
        PeerProtocol protocol = next.transport().protocol();
        boolean spokenOtherwise = protocol != settings.transport().protocol();
        settings = next;
        agents.apply(next.transport());
        loops.apply(next.transport());
        if (spokenOtherwise) {
            pool.retire(host -> Scheme.of(host).http2() != (protocol == PeerProtocol.HTTP2));
        }
        return pool.apply(next.pool());
    }

    /**
     * Closes idle connections because file descriptors run short, the least recently used of all hosts first.
     *
     * @param most how many at most
     * @return how many
     */
    public int reclaim(int most) {
        return pool.reclaim(most);
    }

    /**
     * Believes others about hosts from now on. Connections that were made before finish their requests and are drained one
     * by one, the last of them after 5 s; new ones are made under the new trust, and resume no session of the old one. To
     * be called by one caller at a time.
     *
     * @param roots whom to believe besides those that the platform trusts; null for the platform's alone
     * @return how many connections it drains, once new ones are made under it
     */
    public Future<Integer> trust(@Nullable TrustedRoots roots) {
        return vertx.executeBlocking(() -> Optional.ofNullable(roots).map(Trust::besidesPlatform))
                .map(trust -> {
                    agents.believe(trust.orElse(null));
                    return dialer.drainOutdated();
                });
    }

    /**
     * TLS handshakes that succeeded.
     *
     * @return how many, full and resumed, since the start
     */
    public TlsHandshakes handshakes() {
        return dialer.handshakes().read();
    }

    /**
     * The connections as they are now.
     *
     * @return figures that add up
     */
    public PoolFigures figures() {
        return pool.figures();
    }

    /**
     * What is known of the machines behind the hosts' names.
     *
     * @return by host: those that have a connection, and those of which something is remembered
     */
    public Map<HostKey, HostFigures> hosts() {
        Map<HostKey, Duration> permits = loops.permits().read();
        Map<HostKey, HostFigures> hosts = new HashMap<>();
        permits.forEach((host, interval) -> hosts.put(host, new HostFigures(List.of(), interval)));
        dialer.addresses().forEach((host, addresses) -> hosts.put(host, new HostFigures(addresses, permits.get(host))));
        return Collections.unmodifiableMap(hosts);
    }

    /**
     * What was asked of each host in the last five minutes.
     *
     * @return by host
     */
    public Map<HostKey, HostTraffic> traffic() {
        return pool.traffic();
    }

    /**
     * Requests that were sent a second time because the first connection was lost.
     *
     * @return how many since the start
     */
    public long retries() {
        return retries.sum();
    }

    /**
     * Refuses new requests, lets those that have a connection finish, and closes everything.
     *
     * @return completes when no connection is left; the same for every call
     */
    public Future<Void> close() {
        return pool.close().eventually(agents::close).eventually(names::close);
    }
}
