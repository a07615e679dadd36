package dev.cistern.node;

import dev.cistern.conf.ListenAddress;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.Settings;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.node.http.HttpFront;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One HTTP server on one event loop; all of them share a port. */
final class FrontVerticle extends VerticleBase {
    /** A key of 1,024 bytes takes 3,072 once every byte is percent-encoded; the rest is for the query. */
    private static final int REQUEST_LINE_BYTES = 16 * 1024;

    /** Vert.x' word for a free port that servers share; with 0 each would get one of its own. */
    private static final int ANY_PORT = -1;

    private static final int HEADER_BYTES = 16 * 1024;
    /** A piece of a body as it comes from the decoder: as large as one read of the socket can be. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final int HTTP2_STREAMS = 64;
    private static final int HTTP2_STREAM_WINDOW_BYTES = 256 * 1024;
    /** For all streams together: were it less, bodies that wait could keep out the rest of those that they wait for. */
    private static final int HTTP2_CONNECTION_WINDOW_BYTES = HTTP2_STREAMS * HTTP2_STREAM_WINDOW_BYTES;

    private final ListenAddress listen;
    private final @Nullable ServerIdentity identity;
    private final ServerConnections connections;
    private final HttpFront front;
    private final AtomicInteger actualPort;

    /**
     * Does not listen yet.
     *
     * @param settings where it listens, and what it shows to clients over TLS
     * @param actualPort told the port that was really taken
     */
    FrontVerticle(Settings settings, ServerConnections connections, HttpFront front, AtomicInteger actualPort) {
        this.listen = settings.node().listen();
        this.identity = settings.tls().server();
        this.connections = connections;
        this.front = front;
        this.actualPort = actualPort;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = options();
        if (identity != null) {
            connections.secure(options, identity);
        }
        HttpServer server = vertx.createHttpServer(options);
        connections.serve(server, front);
        server.invalidRequestHandler(front::refuse);
        int port = listen.port() == 0 ? ANY_PORT : listen.port();
        return server.listen(port, listen.host())
                .onSuccess(bound -> actualPort.set(bound.actualPort()))
                .compose(connections::listens);
    }

    private static HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        options.setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(HTTP2_STREAMS)
                        .setInitialWindowSize(HTTP2_STREAM_WINDOW_BYTES))
                .setTcpKeepAlive(true)
                // There are no WebSockets here: no look at each request and response for theirs.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        return options;
    }
}
