package dev.cistern.net.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Sees the streams of an HTTP/2 connection open and close. Confined to the socket's event loop. */
final class Http2Events extends Http2ConnectionAdapter {
    private final Shard shard;
    private final ServerConnection connection;

    Http2Events(Shard shard, ServerConnection connection) {
        this.shard = shard;
        this.connection = connection;
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        shard.requestBegan(connection);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        shard.responseEnded(connection);
    }

    @Override
    public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
        if (errorCode != 0) {
            connection.protocolError();
        }
    }

    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
        connection.peerWentAway();
    }
}
