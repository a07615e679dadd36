package dev.cistern.backends;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of Google's interface as one resumable upload needs, on a port of its own; it drops connections when told to, having kept
 * some of what came. Used by any thread.
 */
final class ResumableCloud implements AutoCloseable {
    private static final int UNIT = 256 * 1024;
    private static final long NO_BODY = -1;
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    /** What it was asked: the range of each request of the session. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable JsonObject made;
    private boolean cancelled;
    private int drops;
    private int losses;

    ResumableCloud() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "gs://bucket/?anonymous=true&endpoint=http://127.0.0.1:"
                + server.getAddress().getPort();
    }

    /** So many requests with bytes are dropped, each after half of its bytes was kept. */
    synchronized void drop(int requests) {
        drops = requests;
    }

    /** What completes it is done, and not answered, so many times. */
    synchronized void loseAnswers(int times) {
        losses = times;
    }

    synchronized byte[] stored() {
        return made == null ? new byte[0] : bytes.toByteArray();
    }

    synchronized boolean isMade() {
        return made != null;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            byte[] body = read(exchange);
            if (exchange.getRequestMethod().equals("POST")) {
                begin();
                String session = "http://elsewhere" + exchange.getRequestURI().getRawPath() + "?upload_id=1&" + query;
                exchange.getResponseHeaders().set("Location", session);
                exchange.sendResponseHeaders(200, NO_BODY);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                cancel();
                exchange.sendResponseHeaders(499, NO_BODY);
            } else {
                String range = exchange.getRequestHeaders().getFirst("Content-Range");
                ranges.add(range);
                answer(exchange, take(range, body));
            }
        }
    }

    private static byte[] read(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            return in.readAllBytes();
        }
    }

    private synchronized void begin() {
        bytes.reset();
        made = null;
    }

    private synchronized void cancel() {
        cancelled = true;
    }

    /** @return whether it is to be answered */
    private synchronized boolean take(String range, byte[] body) {
        Matcher parts = RANGE.matcher(range);
        if (!parts.matches()) {
            throw new IllegalStateException(range);
        }
        boolean drop = parts.group(1) != null && drops > 0;
        if (parts.group(1) != null && made == null) {
            int from = bytes.size() - Integer.parseInt(parts.group(1)); // what it has already, it ignores
            int end = drop ? body.length / 2 / UNIT * UNIT : body.length;
            if (from < 0 || (parts.group(3).equals("*") && body.length % UNIT != 0)) {
                throw new IllegalStateException(range + " after " + bytes.size());
            }
            bytes.write(body, Math.min(from, end), Math.max(0, end - from));
        }
        if (drop) {
            drops--;
            return false;
        }
        if (made == null && parts.group(3).equals(Integer.toString(bytes.size()))) {
            made = new JsonObject()
                    .put("size", Integer.toString(bytes.size()))
                    .put("generation", "7")
                    .put("md5Hash", md5(bytes.toByteArray()));
        }
        if (made != null && losses > 0) {
            losses--;
            return false;
        }
        return true;
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private synchronized void answer(HttpExchange exchange, boolean answered) throws IOException {
        if (!answered) {
            return; // closed without a word
        }
        if (made != null) {
            byte[] text = made.encode().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            return;
        }
        if (bytes.size() > 0) {
            exchange.getResponseHeaders().set("Range", "bytes=0-" + (bytes.size() - 1));
        }
        exchange.sendResponseHeaders(308, NO_BODY);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
