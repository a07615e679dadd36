package dev.cistern.net.client;

import dev.cistern.conf.PeerProtocol;
import dev.cistern.conf.TransportSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.ConnectionEvents;
import dev.cistern.net.pool.HostKey;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection: carries requests by way of Vert.x, and tells the pool what its peer does. Safe for all threads, except
 * where said.
 */
final class ClientConnection implements PeerEvents.Listener {
    /** Streams on a connection beyond these go to another one, so that no single connection carries all of a host's load. */
    static final int MOST_STREAMS = 100;

    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("keep-alive");
    private static final long ENHANCE_YOUR_CALM = 11;
    private static final Buffer TOO_MANY_PINGS = Buffer.buffer("too_many_pings");
    private static final Buffer PING = Buffer.buffer("cistern!");

    private final HttpClientConnectionInternal http;
    private final Peer at;
    private final ConnectionEvents events;
    private final Loop loop;
    private final Channel channel;
    private final PeerEvents peer;
    private final boolean multiplexed;
    private final HeldEnd heldEnd = new HeldEnd();
    /** None on HTTP/1, which has no sign of life but a response. */
    private final @Nullable Heartbeat heartbeat;

    private Duration interval = Duration.ZERO;
    private final Promise<Void> gone = Promise.promise();
    private volatile boolean ending;
    private volatile @Nullable CloseReason reason;
    /** On HTTP/2; an HTTP/1 connection has one or none. */
    private final AtomicInteger exchanges = new AtomicInteger();

    private int connWindowBytes;

    /**
     * The other end.
     *
     * @param host what was dialled
     * @param address what its name stood for then
     */
    record Peer(HostKey host, InetAddress address) {}

    /** Takes charge of a connection that Vert.x has just made. On its event loop. */
    ClientConnection(HttpClientConnection http, Peer at, ConnectionEvents events, Loop loop, LongSupplier nanoTime) {
        this.at = at;
        this.events = events;
        this.loop = loop;
        // What its setters return is the connection itself, without the queue that Vert.x wraps it in: the pool has
        // one.
        this.http = (HttpClientConnectionInternal) http.exceptionHandler(this::broke);
        this.channel = ((ConnectionBase) this.http).channel();
        this.multiplexed = channel.pipeline().get(Http2ConnectionHandler.class) != null;
        this.peer = new PeerEvents(multiplexed ? nanoTime : ClientConnection::never, this);
        this.heartbeat = multiplexed ? loop.heartbeat() : null;
        listen();
    }

    /** Without a heartbeat nobody asks when something came, so it is not worth a look at the clock each time. */
    private static long never() {
        return 0;
    }

    private void listen() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.pipeline().addFirst("peer-events", peer);
        } else {
            channel.pipeline().addAfter(channel.pipeline().context(tls).name(), "peer-events", peer);
        }
        if (!multiplexed) {
            channel.pipeline().addBefore("handler", "held-end", heldEnd);
        } else {
            connWindowBytes = http.getWindowSize();
            http.goAwayHandler(this::wentAway);
            http.remoteSettingsHandler(settings -> events.capacity(streams(settings)));
            events.capacity(streams(http.remoteSettings()));
            loop.watch(this);
        }
    }

    private void wentAway(GoAway goAway) {
        Buffer said = goAway.getDebugData();
        Heartbeat beats = heartbeat;
        boolean calm = goAway.getErrorCode() == ENHANCE_YOUR_CALM;
        if (calm
                && beats != null
                && beats.asked()
                && (said == null || said.length() == 0 || TOO_MANY_PINGS.equals(said))) {
            loop.permits().refused(at.host(), interval);
        }
        drain(CloseReason.GOAWAY);
    }

    private static int streams(Http2Settings settings) {
        return (int) Math.min(settings.getMaxConcurrentStreams(), MOST_STREAMS);
    }

    HttpClientConnectionInternal http() {
        return http;
    }

    Peer at() {
        return at;
    }

    boolean multiplexed() {
        return multiplexed;
    }

    PeerEvents peer() {
        return peer;
    }

    /** Completes when the socket is gone. */
    Future<Void> end() {
        return gone.future();
    }

    boolean usable() {
        return !ending && channel.isActive();
    }

    /** Whether new connections to its host would speak what it speaks. */
    boolean protocolInForce() {
        return Scheme.of(at.host()).http2() == (loop.protocol() == PeerProtocol.HTTP2);
    }

    void exchangeBegan() {
        if (multiplexed) {
            exchanges.incrementAndGet();
        } else {
            heldEnd.requestBegins();
        }
    }

    void exchangeEnded() {
        if (multiplexed) {
            exchanges.decrementAndGet();
            return;
        }
        heldEnd.requestEnded();
        if (!channel.isActive()) {
            channel.eventLoop().execute(heldEnd::release);
        }
    }

    /** No request after those that are on it. */
    void drain(CloseReason why) {
        announce(why);
        events.drain(why);
    }

    /** No request from that moment on, because of a changed setting. Any thread. */
    void drainAt(long moment) {
        loop.drainAt(this, moment);
    }

    boolean secured() {
        return http.isSsl();
    }

    /** The next close has this reason, unless another was announced before. */
    void announce(CloseReason why) {
        ending = true;
        if (reason == null) {
            reason = why;
        }
    }

    /** What a response says of its connection. On the event loop of its request. */
    void heed(HttpResponseHead response) {
        if (multiplexed) {
            return;
        }
        MultiMap headers = response.headers;
        boolean close = headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        boolean old = response.version == HttpVersion.HTTP_1_0
                && !headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true);
        if (close || old) {
            announce(CloseReason.PEER_CLOSE_HDR);
            return;
        }
        Duration kept = KeepAliveHint.of(headers.get(KEEP_ALIVE));
        if (kept != null) {
            peerKeepsIdleFor(kept);
        }
    }

    private void peerKeepsIdleFor(Duration time) {
        if (time.isZero()) {
            announce(CloseReason.PEER_CLOSE_HDR);
        } else {
            events.peerKeepsIdleFor(time);
        }
    }

    private void broke(Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof HttpClosedException)) {
            announce(CloseReason.PROTOCOL_ERROR);
        }
    }

    /** Of its own accord, Vert.x closes a connection that broke, or on HTTP/1 one whose peer said that it is the last. */
    @Override
    public void closing() {
        if (!multiplexed && !peer.reset()) {
            announce(CloseReason.PEER_CLOSE_HDR);
        }
    }

    @Override
    public void gone() {
        ending = true;
        events.closed(reasonOfLoss());
        loop.forget(this);
        gone.tryComplete();
    }

    /** Why it is lost, if it is lost now. */
    CloseReason reasonOfLoss() {
        CloseReason announced = reason;
        if (announced != null) {
            return announced;
        }
        if (peer.reset()) {
            return CloseReason.PEER_RST;
        }
        boolean busy = multiplexed ? exchanges.get() > 0 : heldEnd.reading();
        return busy ? CloseReason.CANCELLED : CloseReason.PEER_FIN_IDLE;
    }

    /** Closes it: in order where the protocol has an order and nothing is under way, else at once. On its event loop. */
    void close(CloseReason why) {
        announce(why);
        boolean atOnce = why == CloseReason.CANCELLED
                || why == CloseReason.BODY_UNDRAINED
                || why == CloseReason.PING_TIMEOUT
                || why == CloseReason.PROTOCOL_ERROR;
        if (atOnce || !(multiplexed || http.isSsl())) {
            cut();
        } else {
            http.close().onFailure(cause -> cut());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // however it ends, channelInactive tells
    private void cut() {
        if (channel.isOpen()) {
            channel.pipeline().firstContext().close();
        }
    }

    /** Asks the peer for a sign of life when it is time, and ends the connection when none came. On its event loop. */
    void heartbeat(TransportSettings settings, long now) {
        Heartbeat beats = heartbeat;
        if (beats == null) {
            return;
        }
        interval = loop.permits().interval(at.host(), settings.heartbeatInterval());
        switch (beats.step(settings, interval, peer.heardAt(), now)) {
            case NOTHING -> {}
            case PING -> http.ping(PING.copy()).onSuccess(pong -> beats.answered());
            case GIVE_UP -> {
                announce(CloseReason.PING_TIMEOUT);
                cut();
            }
        }
    }

    /** Widens the windows; HTTP/2 has no way to narrow those of a connection. On its event loop. */
    void windows(TransportSettings settings) {
        if (settings.connWindowBytes() > connWindowBytes) {
            connWindowBytes = settings.connWindowBytes();
            http.setWindowSize(connWindowBytes);
        }
        Http2Settings local = http.settings();
        if (settings.streamWindowBytes() > local.getInitialWindowSize()) {
            http.updateSettings(local.setInitialWindowSize(settings.streamWindowBytes()))
                    .onFailure(cause -> announce(CloseReason.PROTOCOL_ERROR));
        }
    }
}
