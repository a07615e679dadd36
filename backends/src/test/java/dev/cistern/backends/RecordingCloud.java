package dev.cistern.backends;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes down what it is asked, byte for byte, and answers what clients of Amazon's and Microsoft's are content with. */
final class RecordingCloud implements AutoCloseable {
    private static final long NO_BODY = -1;
    /** Of which parts are read. */
    private static final int OBJECT_BYTES = 100;

    /** What comes back, by what stands in the query; else nothing but that it was done. */
    private static final Map<String, String> ANSWERS = Map.of(
            "uploads", "<InitiateMultipartUploadResult><UploadId>id+/=</UploadId></InitiateMultipartUploadResult>",
            "list-type=2", "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
            "delete", "<DeleteResult></DeleteResult>",
            "comp=list",
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs></Blobs><NextMarker/>"
                            + "</EnumerationResults>");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    final List<Seen> requests = new CopyOnWriteArrayList<>();

    /** @param target path and query as they came */
    record Seen(String method, String target, Headers headers, String body) {
        String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }

        /** Its parameters, in order of their names. */
        List<String> query() {
            int query = target.indexOf('?');
            return query < 0
                    ? List.of()
                    : List.of(target.substring(query + 1).split("&", -1)).stream()
                            .map(pair -> pair.indexOf('=') < 0 ? pair + "=" : pair)
                            .sorted()
                            .toList();
        }

        String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }
    }

    RecordingCloud() throws IOException {
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
            String target = exchange.getRequestURI().toString();
            requests.add(new Seen(exchange.getRequestMethod(), target, exchange.getRequestHeaders(), body));
            Headers headers = exchange.getResponseHeaders();
            headers.set("ETag", "\"an-opaque-one\"");
            headers.set("Last-Modified", "Sun, 29 Nov 2026 06:00:00 GMT");
            headers.set("x-ms-request-server-encrypted", "true");
            headers.set("x-ms-version", "2021-12-02");
            String range = ranged(exchange.getRequestHeaders());
            if (!range.isEmpty()) {
                headers.set("Content-Range", "bytes " + range + "/" + OBJECT_BYTES);
                String[] ends = range.split("-", -1);
                byte[] part = new byte[Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1];
                exchange.sendResponseHeaders(206, part.length);
                exchange.getResponseBody().write(part);
                return;
            }
            String answer = ANSWERS.entrySet().stream()
                    .filter(entry -> target.contains("?" + entry.getKey()) || target.contains("&" + entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(
                            exchange.getRequestMethod().equals("POST")
                                    ? "<CompleteMultipartUploadResult><ETag>\"an-opaque-one\"</ETag>"
                                            + "</CompleteMultipartUploadResult>"
                                    : "");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0) {
                headers.set("Content-Type", "application/xml");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } else {
                exchange.sendResponseHeaders(status(exchange.getRequestMethod(), headers, target), NO_BODY);
            }
        }
    }

    private static String ranged(Headers headers) {
        String range = headers.getFirst(headers.containsKey("x-ms-range") ? "x-ms-range" : "Range");
        return range == null ? "" : range.replace("bytes=", "");
    }

    private static int status(String method, Headers headers, String target) {
        boolean azure = target.contains("/account/");
        return switch (method) {
            case "DELETE" -> azure ? 202 : 204;
            case "PUT" -> azure ? 201 : 200;
            default -> {
                headers.set("Content-Length", "0");
                yield 200;
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
