package dev.cistern.net.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Sits between the HTTP/1 codec and Vert.x: sees requests begin and end and responses end, and puts the headers about
 * the connection into responses. Confined to the socket's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise that is passed on tells
final class Http1Events extends ChannelDuplexHandler implements GenericFutureListener<Future<? super Void>> {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

    private final Gate gate;
    private final Shard shard;
    private final ServerConnection connection;
    /** The last answer was announced; requests after it are not for this connection any more. */
    private boolean dropping;

    Http1Events(Gate gate, Shard shard, ServerConnection connection) {
        this.gate = gate;
        this.shard = shard;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            dropping |= connection.lastAnswerGiven();
            if (!dropping) {
                began(request);
            }
        }
        if (dropping) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            shard.requestEnded(connection);
        }
        context.fireChannelRead(message);
    }

    private void began(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            connection.protocolError();
        } else if (!HttpUtil.isKeepAlive(request)) {
            connection.peerAskedToClose();
        }
        shard.requestBegan(connection);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                context.write(message, promise);
                return;
            }
            announce(response.headers());
        }
        if (message instanceof LastHttpContent) {
            context.write(message, promise.unvoid().addListener(this));
        } else {
            context.write(message, promise);
        }
    }

    private void announce(HttpHeaders headers) {
        if (shard.answersLast(connection)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
            connection.announcedLast();
        } else {
            AsciiString hint = gate.limits().keepAliveHint();
            if (hint != null && !connection.draining()) {
                headers.set(KEEP_ALIVE, hint);
            }
        }
    }

    @Override
    public void operationComplete(Future<? super Void> written) {
        if (written.isSuccess()) {
            shard.responseEnded(connection);
        }
    }
}
