package dev.cistern.bench.farend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** Dresses an accepted connection. */
final class Entry extends ChannelInitializer<Channel> {
    private static final int STREAMS = 100;

    private final Site site;
    private final boolean http2;
    private final @Nullable SslContext tls;

    Entry(Site site, FarEndOptions options) throws IOException, GeneralSecurityException {
        this.site = site;
        this.http2 = options.http2();
        this.tls = options.keystore() == null ? null : context(options.keystore(), http2);
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        Attendance attendance = new Attendance(site);
        pipeline.addLast(attendance);
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()), new HandshakeWatch(site.census()));
        }
        if (http2) {
            pipeline.addLast(
                    Http2FrameCodecBuilder.forServer()
                            .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(STREAMS))
                            .build(),
                    new Http2MultiplexHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel stream) {
                            stream.pipeline()
                                    .addLast(new Http2StreamFrameToHttpObjectCodec(true), new Clerk(site, attendance));
                        }
                    }),
                    new PingWatch(site.census()));
        } else {
            pipeline.addLast(new HttpServerCodec(), new Clerk(site, attendance));
        }
    }

    private static SslContext context(Path keystore, boolean http2) throws IOException, GeneralSecurityException {
        char[] password = Certificate.PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SslContextBuilder builder = SslContextBuilder.forServer(managers).sslProvider(SslProvider.JDK);
        if (http2) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, "h2"));
        }
        return builder.build();
    }
}
