package dev.cistern.cluster.raft;

import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.apache.ratis.thirdparty.io.netty.buffer.ByteBufAllocator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/** Passes each handshake on to the context in force; the collector frees those before. Safe for all threads. */
final class LiveEngines extends SslContext {
    private volatile SslContext now;

    LiveEngines(SslContext first) {
        this.now = first;
    }

    void take(SslContext next) {
        now = next;
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return now.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // There is no other way to be a context.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return now.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return now.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return now.newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return now.sessionContext();
    }
}
