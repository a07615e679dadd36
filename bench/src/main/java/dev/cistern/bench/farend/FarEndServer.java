package dev.cistern.bench.farend;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/**
 * The far end's program. A line of JSON on its standard input is a question or an order, a line on its standard output the
 * answer; the end of the input ends it. All connections are on one event loop, so that what it counts is of one moment.
 */
final class FarEndServer {
    private static final int BACKLOG = 4096;

    private final FarEndOptions options;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Site site = new Site();

    private FarEndServer(FarEndOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first = in.readLine();
        if (first == null) {
            return;
        }
        FarEndServer server = new FarEndServer(FarEndOptions.of(new JsonObject(first)));
        out.println(new JsonObject().put("port", server.listen()).encode());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(server.answer(new JsonObject(line)).encode());
        }
        // Its connections and threads end with it.
        Runtime.getRuntime().halt(0);
    }

    /** On a port that is free at the first address. */
    private int listen() throws Exception {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop, loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Entry(site, options));
        int port = 0;
        for (String address : options.addresses()) {
            Channel channel = bootstrap.bind(address, port).sync().channel();
            port = ((InetSocketAddress) channel.localAddress()).getPort();
        }
        return port;
    }

    private JsonObject answer(JsonObject question) throws IOException, InterruptedException {
        try {
            return loop.next().submit(() -> obey(question)).get();
        } catch (ExecutionException e) {
            return new JsonObject().put("error", String.valueOf(e.getCause()));
        }
    }

    private JsonObject obey(JsonObject question) {
        if (question.containsKey("manners")) {
            site.behave(Manners.of(question.getJsonObject("manners")));
        } else if (question.containsKey("release")) {
            site.release(question.getInteger("release"));
        } else {
            return "lives".equals(question.getString("tell"))
                    ? site.census().lives()
                    : site.census().seen();
        }
        return new JsonObject().put("ok", true);
    }
}
