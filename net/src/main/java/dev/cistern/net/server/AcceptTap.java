package dev.cistern.net.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/**
 * Puts a {@link ClientWire} in front of every connection that a listening socket accepts, before anything else sees it.
 * Vert.x itself tells of a connection only after its first bytes, and never of a silent one.
 */
@ChannelHandler.Sharable
final class AcceptTap extends ChannelInboundHandlerAdapter {
    private final Installer installer;

    AcceptTap(Shards shards) {
        this.installer = new Installer(shards);
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
