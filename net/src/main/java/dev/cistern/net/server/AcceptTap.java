package dev.cistern.net.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a {@link ClientWire} in front of every connection that a listening socket accepts, before anything else sees it.
 * Vert.x itself tells of a connection only after its first bytes, and never of a silent one.
 *
 * <p>No connection is accepted before {@link #open}: Vert.x 5.0 makes a server's metrics after it has bound the socket, and to a
 * connection that was accepted between it has none, so that its first request fails where nobody answers it.
 */
@ChannelHandler.Sharable
final class AcceptTap extends ChannelInboundHandlerAdapter {
    private final Installer installer;
    private final Set<Channel> waiting = ConcurrentHashMap.newKeySet();

    AcceptTap(Shards shards) {
        this.installer = new Installer(shards);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel listening = context.channel();
        listening.config().setAutoRead(false);
        waiting.add(listening);
        listening.closeFuture().addListener(closed -> waiting.remove(listening));
    }

    /** Connections to the port are accepted from now on; those that came before have waited in the kernel's backlog. From any thread. */
    void open(int port) {
        List<Channel> ready =
                waiting.stream().filter(listening -> isAt(listening, port)).toList();
        ready.forEach(waiting::remove);
        ready.forEach(listening -> listening.config().setAutoRead(true));
    }

    private static boolean isAt(Channel listening, int port) {
        return listening.localAddress() instanceof InetSocketAddress bound && bound.getPort() == port;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel client) {
            client.pipeline().addFirst(installer);
        }
        context.fireChannelRead(accepted);
    }

    /** Runs when the connection has got its event loop. */
    @ChannelHandler.Sharable
    private static final class Installer extends ChannelInitializer<Channel> {
        private final Shards shards;

        private Installer(Shards shards) {
            this.shards = shards;
        }

        @Override
        protected void initChannel(Channel client) {
            client.pipeline().addFirst(new ClientWire(shards, client));
        }
    }
}
