package dev.cistern.net.client;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.Connector;
import dev.cistern.net.pool.Dial;
import dev.cistern.net.pool.DialFailedException;
import dev.cistern.net.pool.HostKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;

/**
 * Makes connections: to one of the less loaded addresses of the host, and to another where that cannot be reached. Safe
 * for all threads.
 */
final class Dialer implements Connector<ClientConnection> {
    /** Addresses tried for one connection. */
    static final int MOST_ADDRESSES = 3;

    /** Over how long the connections are drained that were made under another trust, lest all are dialled anew at once. */
    static final Duration TRUST_DRAIN = Duration.ofSeconds(5);

    private final Agents agents;
    private final Loops loops;
    private final Addresses addresses;
    private final Spread spread;
    private final LongSupplier nanoTime;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final HandshakeTally handshakes = new HandshakeTally();

    /** @param random chooses among addresses; used by one thread at a time */
    Dialer(Agents agents, Loops loops, Addresses.Lookup lookup, LongSupplier nanoTime, RandomGenerator random) {
        this.agents = agents;
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.spread = new Spread(nanoTime, random);
        this.addresses = new Addresses(lookup, this::drainAllBut, nanoTime);
    }

    private void drainAllBut(String name, Set<InetAddress> left) {
        for (ClientConnection connection : open) {
            if (connection.at().host().host().equals(name)
                    && !left.contains(connection.at().address())) {
                connection.drain(CloseReason.DNS_REMOVED);
            }
        }
    }

    HandshakeTally handshakes() {
        return handshakes;
    }

    /**
     * Drains what was made under a trust that is not in force any more, one after the other.
     *
     * @return how many
     */
    int drainOutdated() {
        List<ClientConnection> secured =
                open.stream().filter(ClientConnection::secured).toList();
        long now = nanoTime.getAsLong();
        long step = TRUST_DRAIN.toNanos() / Math.max(1, secured.size());
        for (int at = 0; at < secured.size(); at++) {
            secured.get(at).drainAt(now + at * step);
        }
        return secured.size();
    }

    @Override
    public Future<ClientConnection> dial(Dial dial) {
        Promise<ClientConnection> dialled = Promise.promise();
        addresses.of(dial.loop(), dial.host().host()).onComplete(found -> {
            if (found.succeeded()) {
                connect(dial, found.result(), 0, dialled);
            } else {
                dialled.fail(new DialFailedException(
                        CloseReason.CONNECT_FAIL,
                        "no address for \"" + dial.host().host() + "\"; check the name and the name service",
                        found.cause()));
            }
        });
        return dialled.future();
    }

    private void connect(Dial dial, List<InetAddress> choice, int tried, Promise<ClientConnection> dialled) {
        Loop loop = loops.of(dial.loop());
        InetAddress address = spread.take(dial.host(), choice);
        loop.context().execute(() -> attempt(dial, address, loop).onComplete(result -> {
            if (result.succeeded()) {
                spread.reached(dial.host(), address);
                dialled.handle(result);
                return;
            }
            spread.failed(dial.host(), address);
            List<InetAddress> others =
                    choice.stream().filter(other -> !other.equals(address)).toList();
            if (others.isEmpty() || tried + 1 == MOST_ADDRESSES) {
                dialled.handle(result);
            } else {
                connect(dial, others, tried + 1, dialled);
            }
        }));
    }

    /** The addresses of each host. */
    Map<HostKey, List<HostFigures.Address>> addresses() {
        return spread.read();
    }

    private Future<ClientConnection> attempt(Dial dial, InetAddress address, Loop loop) {
        Scheme scheme = Scheme.of(dial.host());
        Promise<ClientConnection> made = Promise.promise();
        Promise<Void> gone = Promise.promise();
        int trust = agents.trustGeneration();
        long dialledAtMillis = System.currentTimeMillis();
        if (scheme.http2()) {
            awaitSettings(dial, address, loop, gone, made);
        }
        agents.connect(scheme, dial.connectTimeout(), options(scheme, dial, address), gone.future())
                .onComplete(result -> {
                    if (result.failed()) {
                        gone.tryComplete();
                        made.tryFail(failure(dial, address, result.cause()));
                        return;
                    }
                    ClientConnection connection = take(dial, result.result(), address, loop);
                    if (connection.secured()) {
                        handshakes.count(result.result().sslSession(), dialledAtMillis);
                        outdatedSince(trust, connection);
                    }
                    boolean wanted = made.tryComplete(connection);
                    // One listener, not two: there are as many of these as idle connections.
                    connection.end().onComplete(end -> {
                        open.remove(connection);
                        gone.tryComplete();
                        if (wanted) {
                            spread.left(dial.host(), address);
                        }
                    });
                    if (!wanted) {
                        connection.close(CloseReason.CONNECT_FAIL);
                    }
                });
        return made.future();
    }

    private void outdatedSince(int trust, ClientConnection connection) {
        if (trust != agents.trustGeneration()) {
            connection.drainAt(nanoTime.getAsLong());
        }
    }

    /** Vert.x bounds the connect and the handshake, but not how long it then waits for the peer's first HTTP/2 frame. */
    private static void awaitSettings(
            Dial dial, InetAddress address, Loop loop, Promise<Void> gone, Promise<ClientConnection> made) {
        long millis = dial.connectTimeout().plus(dial.tlsTimeout()).toMillis();
        long timer = loop.context().setTimer(Math.max(1, millis), late -> {
            String what = where(dial.host(), address) + " did not speak HTTP/2 within " + millis + " ms";
            if (made.tryFail(new DialFailedException(CloseReason.CONNECT_FAIL, what, new TimeoutException()))) {
                gone.tryFail("hangs");
            }
        });
        made.future().onComplete(end -> loop.context().owner().cancelTimer(timer));
    }

    private HttpConnectOptions options(Scheme scheme, Dial dial, InetAddress address) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(
                        new InetSocketAddress(address, dial.host().port())))
                .setHost(dial.host().host())
                .setPort(dial.host().port())
                .setSsl(scheme.tls());
        if (scheme.tls()) {
            options.setSslOptions(agents.tls(scheme, dial.tlsTimeout()));
        }
        return options;
    }

    private ClientConnection take(Dial dial, HttpClientConnection http, InetAddress address, Loop loop) {
        var connection = new ClientConnection(
                http, new ClientConnection.Peer(dial.host(), address), dial.events(), loop, nanoTime);
        open.add(connection);
        return connection;
    }

    private static DialFailedException failure(Dial dial, InetAddress address, Throwable cause) {
        String where = where(dial.host(), address);
        if (cause instanceof SSLException) {
            Throwable said = cause.getCause() == null ? cause : cause.getCause();
            return new DialFailedException(
                    CloseReason.TLS_FAIL, "TLS handshake with " + where + " failed: " + said.getMessage(), cause);
        }
        return new DialFailedException(
                CloseReason.CONNECT_FAIL, "cannot connect to " + where + ": " + cause.getMessage(), cause);
    }

    private static String where(HostKey host, InetAddress address) {
        String named = host.toString();
        return address.getHostAddress().equals(host.host()) ? named : named + " (" + address.getHostAddress() + ")";
    }

    @Override
    public void close(ClientConnection connection, CloseReason reason) {
        connection.close(reason);
    }

    @Override
    public boolean usable(ClientConnection connection) {
        return connection.usable();
    }

    @Override
    public int expectedCapacity(HostKey host) {
        return Scheme.of(host).http2() ? ClientConnection.MOST_STREAMS : 1;
    }
}
