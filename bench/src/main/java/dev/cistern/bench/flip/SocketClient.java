package dev.cistern.bench.flip;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 over a blocking socket of its own. Confined to one thread. */
final class SocketClient implements LoadClient {
    private static final Pattern HINT = Pattern.compile("timeout=(\\d{1,6})");
    private static final long MARGIN_NANOS = 1_000_000_000L;
    private static final long TRUSTED_NANOS = 50_000_000L;

    private final InetSocketAddress node;
    private @Nullable HttpConnection connection;
    private long usableUntil = Long.MAX_VALUE;
    private long idleSince;
    private boolean used;
    private long races;

    SocketClient(InetSocketAddress node) {
        this.node = node;
    }

    @Override
    public Answer get(String target) throws IOException {
        return send(Request.get(target));
    }

    @Override
    public Answer put(String target, byte[] body) throws IOException {
        return send(Request.put(target, body));
    }

    @Override
    public Answer create(String target, byte[] body) throws IOException {
        close();
        return exchange(connection(), Request.put(target, body).withHeader("If-None-Match", "*"));
    }

    private Answer send(Request request) throws IOException {
        HttpConnection on = connection();
        try {
            return exchange(on, request);
        } catch (IOException e) {
            boolean reused = used;
            close();
            if (!reused || !isRace(e)) {
                throw e;
            }
            races++;
            return exchange(connection(), request);
        }
    }

    /** Closed before the first byte of an answer. */
    private static boolean isRace(IOException e) {
        return e instanceof SocketException
                || (e instanceof EOFException && String.valueOf(e.getMessage()).contains("closed the connection"));
    }

    private Answer exchange(HttpConnection on, Request request) throws IOException {
        Response response = on.exchange(request);
        used = true;
        idleSince = System.nanoTime();
        Matcher hint = HINT.matcher(response.head().header("keep-alive"));
        usableUntil = hint.find()
                ? System.nanoTime() + Long.parseLong(hint.group(1)) * 1_000_000_000L - MARGIN_NANOS
                : Long.MAX_VALUE;
        return new Answer(response.status(), response.body());
    }

    private HttpConnection connection() throws IOException {
        HttpConnection current = connection;
        if (current != null && current.isReusable() && System.nanoTime() < usableUntil && isAlive(current)) {
            return current;
        }
        close();
        HttpConnection opened = HttpConnection.open(node);
        connection = opened;
        return opened;
    }

    /** A client that has left a connection alone looks whether the server has closed it. */
    private boolean isAlive(HttpConnection current) throws IOException {
        return System.nanoTime() - idleSince < TRUSTED_NANOS || !current.hasEnded();
    }

    @Override
    public long races() {
        return races;
    }

    @Override
    public void close() throws IOException {
        HttpConnection current = connection;
        connection = null;
        used = false;
        usableUntil = Long.MAX_VALUE;
        if (current != null) {
            current.close();
        }
    }
}
