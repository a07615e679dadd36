package dev.cistern.net.server;

import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.nio.channels.FileChannel;

/**
 * Sends regions of open files as parts of a response, from the page cache to the socket without passing through the
 * process. Between {@code response.writeHead()}, with {@code Content-Length} set, and {@code response.end()}.
 */
public final class FileRegions {
    private FileRegions() {}

    /**
     * Whether regions can be sent in the response to a request: over HTTP/1 without TLS or compression, on a transport
     * that has sendfile (epoll and NIO have, io_uring has not).
     *
     * @param request any
     * @return whether {@link #send} may be called for it
     */
    public static boolean supports(HttpServerRequest request) {
        return request.connection() instanceof Http1xServerConnection connection
                && connection.context().owner().transport().supportFileRegion()
                && !connection.isSsl()
                && !connection.isTrafficShaped()
                && connection.channel().pipeline().get(HttpContentCompressor.class) == null;
    }

    /**
     * Sends one region. Regions and writes of one response are sent in the order of the calls. The bytes are not in
     * {@code response.bytesWritten()}. The file is left open.
     *
     * @param request one that {@link #supports} regions
     * @param file stays open, and at least as long as it is, until the future completes
     * @param position of the first byte in the file
     * @param lengthBytes how many; at most 1 MiB is best, so that others on the event loop get their turn
     * @return completes when the kernel has all of them; fails when the connection closes before
     */
    public static Future<Void> send(HttpServerRequest request, FileChannel file, long position, int lengthBytes) {
        if (!(request.connection() instanceof Http1xServerConnection connection)) {
            throw new IllegalArgumentException("file regions can be sent over HTTP/1 only, not over "
                    + request.version() + ": ask FileRegions.supports(request) first");
        }
        Promise<Void> sent = connection.context().promise();
        ChannelPromise written = connection.newChannelPromise(sent);
        // Netty closes the file of a region that nobody holds any more; this reference is never given up.
        connection.writeToChannel(new DefaultFileRegion(file, position, lengthBytes).retain(), written);
        return sent.future();
    }
}
