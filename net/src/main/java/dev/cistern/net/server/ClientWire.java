package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket: the first in its pipeline, so that it sees every byte, every reset and every close before Vert.x
 * does. Under TLS it has {@link TlsEvents} behind the codec, since what counts is when requests come, not when records do.
 * Confined to the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // however a write or a close ends, channelInactive tells
final class ClientWire extends ChannelDuplexHandler implements Wire {
    private static final String EVENTS = "connection-events";
    private static final String TLS_EVENTS = "tls-events";

    private final Shards shards;
    private final Shard shard;
    private final Channel channel;
    private final boolean admitted;
    private final ServerConnection connection;
    private @Nullable HttpConnection http2;
    private @Nullable SslHandler tls;
    private boolean lingering;
    private boolean gone;

    ClientWire(Shards shards, Channel channel) {
        this.shards = shards;
        this.channel = channel;
        this.shard = shards.of(channel.eventLoop());
        shards.gate().socketOpened();
        this.admitted = shards.gate().admit();
        this.connection = admitted ? shard.opened(this, shards.lifetimeFactor()) : shard.refused(this);
    }

    /** Vert.x has found out the protocol. */
    void speaks(HttpConnection protocol) {
        if (protocol instanceof Http1xServerConnection http1) {
            String handler = http1.channelHandlerContext().name();
            channel.pipeline().addBefore(handler, EVENTS, new Http1Events(shards.gate(), shard, connection));
        } else {
            http2 = protocol;
            Http2Connection streams =
                    channel.pipeline().get(Http2ConnectionHandler.class).connection();
            streams.addListener(new Http2Events(shard, connection));
            shard.becameHttp2(connection, streams.numActiveStreams());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (admitted) {
            awaitHandshake();
            context.fireChannelActive();
        } else {
            answerAndLinger("503 Service Unavailable", "Retry-After: 1\r\n", refusal());
        }
    }

    private void awaitHandshake() {
        SslHandler codec = channel.pipeline().get(SslHandler.class);
        if (codec != null) {
            tls = codec;
            channel.pipeline().addAfter(channel.pipeline().context(codec).name(), TLS_EVENTS, new TlsEvents(this));
            connection.beginsWithHandshake(shards.gate().certificate().generation());
        }
    }

    void handshakeEnded() {
        shard.handshakeEnded(connection);
    }

    private String refusal() {
        return shards.gate().stopping()
                ? "This node is stopping. Try another one, or this one in a moment.\n"
                : "Too many connections: this node serves at most "
                        + shards.gate().limits().maxConns()
                        + " at once (net.http.max_conns). Try again in a moment.\n";
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (connection.phase == ServerConnection.Phase.CLOSED) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (tls == null) {
            applicationRead(context, message);
            return;
        }
        if (connection.handshaking()) {
            shard.bytesCame(connection);
        }
        context.fireChannelRead(message);
    }

    /** Bytes of a request came, whatever they were wrapped in. */
    void applicationRead(ChannelHandlerContext context, Object message) {
        if (connection.phase == ServerConnection.Phase.CLOSED) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!(message instanceof ByteBuf bytes) || !isLineBreak(bytes)) {
            shard.bytesCame(connection);
        }
        context.fireChannelRead(message);
    }

    /** Some clients send a line break after a body; it begins no request. */
    private static boolean isLineBreak(ByteBuf bytes) {
        int end = bytes.writerIndex();
        for (int at = bytes.readerIndex(); at < end; at++) {
            byte next = bytes.getByte(at);
            if (next != '\r' && next != '\n') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            connection.peerReset();
        }
        context.fireExceptionCaught(cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (lingering) {
            ReferenceCountUtil.release(event);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        shard.closing(connection);
        context.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        gone();
    }

    private void gone() {
        if (gone) {
            return;
        }
        gone = true;
        if (lingering) {
            shards.gate().lingered();
        }
        shard.gone(connection);
        shards.gate().socketClosed();
        shards.socketGone();
    }

    @Override
    public void close(CloseReason reason) {
        channel.eventLoop().execute(() -> {
            if (!channel.isOpen()) {
                return;
            }
            if (http2 != null) {
                channel.close();
            } else if (reason == CloseReason.HEADER_TIMEOUT) {
                String body = "The headers of the request did not come within "
                        + shards.gate().limits().headerNanos() / 1_000_000 + " ms (net.http.header_timeout).\n";
                answerAndLinger("408 Request Timeout", "", body);
            } else if (reason == CloseReason.BODY_UNDRAINED) {
                linger();
            } else {
                endInOrder();
            }
        });
    }

    /** Under TLS, tells the peer that this is the end and nobody cut it short. */
    private void endInOrder() {
        ChannelHandlerContext behindTls = behindTls();
        if (behindTls == null) {
            cut();
        } else {
            behindTls.close();
        }
    }

    /** Where plain bytes are written; null without TLS, and when the handshake is not complete. */
    private @Nullable ChannelHandlerContext behindTls() {
        return tls == null || connection.handshaking()
                ? null
                : channel.pipeline().context(TLS_EVENTS);
    }

    private void answerAndLinger(String status, String headers, String body) {
        ChannelHandlerContext to = tls == null ? channel.pipeline().firstContext() : behindTls();
        if (to == null || (!admitted && channel.pipeline().get(SslHandler.class) != null)) {
            cut();
            return;
        }
        String answer = "HTTP/1.1 " + status + "\r\n" + headers
                + "Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
        to.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                .addListener(sent -> linger());
    }

    /**
     * Ends the sending side and drops what still comes, until the peer has closed or its time is over: closing at once
     * would reset the connection, and the peer could lose the answer.
     */
    private void linger() {
        if (!lingering
                && channel.isActive()
                && channel instanceof DuplexChannel duplex
                && shards.gate().mayLinger()) {
            lingering = true;
            channel.config().setAutoRead(true);
            SslHandler codec = tls;
            if (codec == null) {
                duplex.shutdownOutput();
            } else {
                codec.closeOutbound().addListener(told -> duplex.shutdownOutput());
            }
        } else {
            cut();
        }
    }

    @Override
    public void cut() {
        if (channel.isOpen()) {
            channel.pipeline().firstContext().close();
        }
    }

    @Override
    public void goAway() {
        if (http2 != null) {
            http2.goAway(0, Integer.MAX_VALUE);
        }
    }

    @Override
    public boolean hasUnsent() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && unsent.totalPendingWriteBytes() > 0;
    }

    @Override
    public String peer() {
        return String.valueOf(channel.remoteAddress());
    }
}
