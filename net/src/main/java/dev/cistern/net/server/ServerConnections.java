package dev.cistern.net.server;

import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.ServerSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Connection layer 1: the connections of clients to this node. It admits them, closes them when they have been idle for
 * too long, take too long over their headers, have outlived their time or are too many, and it knows of every close why.
 * A request in flight is cut by none of these; only the end of the drain time, when the node stops, cuts it.
 *
 * <p>One instance serves all HTTP servers of one Vert.x instance that share its limits, such as one per event loop on
 * one port. Their own idle timeout must be off ({@code 0}, Vert.x's default). Every method may be called from any
 * thread.
 */
public final class ServerConnections {
    private final LongSupplier nanoTime;
    private final Gate gate;
    private final Shards shards;
    private final AcceptTap tap;
    private final Certificates certificates = new Certificates();
    private Future<Applied> applying = Future.succeededFuture(new Applied(0));

    /**
     * Makes a layer that has no connections yet.
     *
     * @param initial the settings to begin with
     * @param nanoTime a clock like {@link System#nanoTime}, safe for all threads
     * @param random varies the lifetimes
     */
    public ServerConnections(ServerSettings initial, LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.gate = new Gate(Limits.of(initial), nanoTime.getAsLong());
        this.shards = new Shards(gate, nanoTime, random);
        this.tap = new AcceptTap(shards);
    }

    /**
     * A transport for {@code Vertx.builder().withTransport(..)} that lets this layer see connections from the moment
     * they are accepted. Vert.x takes any transport but its own NIO for a native one: ask this transport for its name.
     *
     * @param transport what the connections run on
     * @param servers tells by their options the HTTP servers that will be given to {@link #serve}; other servers, and
     *     everything else of Vert.x, run as if the transport had not been wrapped
     * @return the transport, with the name of the one given
     */
    public Transport tap(Transport transport, Predicate<HttpServerOptions> servers) {
        var tapped = new TappedTransport(transport.implementation(), servers, tap);
        return new Transport() {
            @Override
            public String name() {
                return transport.name();
            }

            @Override
            public boolean available() {
                return transport.available();
            }

            @Override
            public Throwable unavailabilityCause() {
                return transport.unavailabilityCause();
            }

            @Override
            public io.vertx.core.spi.transport.Transport implementation() {
                return tapped;
            }
        };
    }

    /**
     * Takes charge of a server's connections and gives it the handler of its requests. To be called before the server
     * listens; its handler of connections is taken, that of invalid requests is not.
     *
     * @param server one that the tap was told of
     * @param handler is called as Vert.x calls it, with nothing in between
     */
    public void serve(HttpServer server, Handler<HttpServerRequest> handler) {
        server.connectionHandler(ServerConnections::attach);
        server.requestHandler(handler);
    }

    /**
     * Makes servers speak TLS, and HTTP/2 with clients that agree to it. To be called before the server is made, for all
     * servers of this layer or for none.
     *
     * @param options those of the server
     * @param identity what it shows to its clients, unless {@link #renew} has said otherwise since
     */
    public void secure(HttpServerOptions options, ServerIdentity identity) {
        certificates.secure(options, identity);
    }

    /**
     * Takes note that a server listens: from now on its connections are accepted, and where its options were {@linkplain #secure
     * secured} it can be given another certificate. To be called for each server when its {@code listen} has completed; until
     * then clients wait.
     *
     * @return completes when it has the certificate in force
     */
    public Future<Void> listens(HttpServer server) {
        return certificates.listens(server).map(done -> {
            tap.open(server.actualPort());
            return null;
        });
    }

    /**
     * Shows another certificate to new connections. Those that were made under the one before finish their requests, and
     * are drained one by one, the last of them after 30 s. Does nothing where servers do not speak TLS, or show it
     * already.
     *
     * @param identity the new one
     * @return what it did, once new connections have the certificate
     */
    public Future<Applied> renew(ServerIdentity identity) {
        return certificates.renew(identity).compose(another -> {
            if (!another) {
                return Future.succeededFuture(new Applied(0));
            }
            gate.certificateChanged(nanoTime.getAsLong());
            return shards.onEach(Shard::idleUnderOldCertificate)
                    .map(idle -> new Applied(
                            idle.stream().mapToInt(Integer::intValue).sum()));
        });
    }

    private static void attach(HttpConnection connection) {
        ClientWire wire = ((ConnectionBase) connection).channel().pipeline().get(ClientWire.class);
        if (wire == null) {
            connection.close();
            throw new IllegalStateException("connection of an HTTP server that is not tapped: build Vert.x with"
                    + " ServerConnections.tap(..), and let its predicate accept this server's options");
        }
        wire.speaks(connection);
    }

    /**
     * Takes up changed settings, for the connections that are open too. Changes are taken up one after another.
     *
     * @param settings the effective values, all of them
     * @return what it did, once it holds on every event loop
     */
    public synchronized Future<Applied> apply(ServerSettings settings) {
        applying = applying.transform(before -> takeUp(Limits.of(settings)));
        return applying;
    }

    private Future<Applied> takeUp(Limits next) {
        Limits before = gate.limits();
        gate.limits(next);
        return shards.onEach(shard -> shard.review(before, next))
                .compose(idleSince -> {
                    long oldest = latestOf(gate.surplus(), idleSince);
                    return shards.onEach(shard -> shard.doomIdleSince(oldest));
                })
                .map(doomed ->
                        new Applied(doomed.stream().mapToInt(Integer::intValue).sum()));
    }

    /** The moment since which the last of so many has been idle, least recently used first on all loops together. */
    private long latestOf(int most, List<long[]> idleSince) {
        long now = nanoTime.getAsLong();
        long[] agesAscending = idleSince.stream()
                .flatMapToLong(LongStream::of)
                .map(since -> now - since)
                .sorted()
                .toArray();
        int count = Math.min(most, agesAscending.length);
        return count == 0 ? now - Long.MAX_VALUE / 2 : now - agesAscending[agesAscending.length - count];
    }

    /**
     * Closes idle connections because file descriptors run short, least recently used first: HTTP/1 connections at once,
     * HTTP/2 connections by GOAWAY and after a grace of 250 ms.
     *
     * @param most how many at most
     * @return how many
     */
    public Future<Integer> reclaim(int most) {
        AtomicInteger left = new AtomicInteger(most);
        return shards.onEach(Shard::idleSince)
                .compose(idleSince -> {
                    long latest = latestOf(most, idleSince);
                    return shards.onEach(shard -> shard.reclaimIdleSince(latest, left));
                })
                .map(closed -> closed.stream().mapToInt(Integer::intValue).sum());
    }

    /**
     * Closes idle connections and lets the others finish: their next response is their last, and HTTP/2 peers are told
     * to open no more streams. New connections are refused from now on; close the listening sockets as well. After the
     * drain time, what is left is cut.
     *
     * @return completes when no connection is left; the same for every call
     */
    public Future<Drained> drain() {
        return shards.stop();
    }

    /**
     * The connections as they are now.
     *
     * @return figures that add up; stops no event loop
     */
    public ServerFigures figures() {
        return FigureReader.read(shards.all(), nanoTime.getAsLong());
    }

    /**
     * What was asked of this node in the last five minutes.
     *
     * @return second by second; stops no event loop
     */
    public ServerTraffic traffic() {
        List<Traffic> ofLoops = shards.all().stream().map(Shard::traffic).toList();
        return TrafficReader.read(ofLoops, gate.startedAt, nanoTime.getAsLong());
    }

    /** Sweeps every event loop once, now. */
    Future<Integer> sweep() {
        return shards.onEach(shard -> {
                    shard.sweep();
                    return 1;
                })
                .map(List::size);
    }
}
