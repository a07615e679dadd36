package dev.cistern.backends;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A cloud that does whatever it is asked by those whose header has what is good at the time, and refuses others as the cloud that it
 * stands for refuses what has expired. Used by any thread.
 */
final class TokenCloud implements AutoCloseable {
    private static final long NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final String header;
    private final int status;
    private final String refusal;
    /** What it has let in, and not: its method, its body and the answer. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile String good = "";
    /** What a refusal says of the region of the bucket; empty for nothing. */
    volatile String region = "";

    /**
     * Starts it.
     *
     * @param header that is looked at
     * @param status of a refusal
     * @param refusal its body
     */
    TokenCloud(String header, int status, String refusal) throws IOException {
        this.header = header;
        this.status = status;
        this.refusal = refusal;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Headers headers = exchange.getRequestHeaders();
            String shown = headers.getFirst(header);
            boolean in = shown != null && shown.contains(good);
            int answer = in ? (exchange.getRequestMethod().equals("PUT") ? 201 : 204) : status;
            requests.add((exchange.getRequestMethod() + " " + body).strip() + " " + answer);
            if (in) {
                exchange.sendResponseHeaders(answer, NO_BODY);
            } else {
                if (!region.isEmpty()) {
                    exchange.getResponseHeaders().set("x-amz-bucket-region", region);
                }
                byte[] text = refusal.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer, text.length);
                exchange.getResponseBody().write(text);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
