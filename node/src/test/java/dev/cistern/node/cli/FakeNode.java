package dev.cistern.node.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cistern.node.cli.remote.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A node in memory that speaks the native API as the command line uses it, and fails when told to. */
public final class FakeNode implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, Map<String, byte[]>> buckets = new ConcurrentSkipListMap<>();
    private final Map<String, String> backends = new ConcurrentHashMap<>();
    private final Map<String, Json> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    /** Method, path and query of every request, undecoded; and after a space what came in the body, for settings and documents. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** What proved who sent each request; empty where nothing did. */
    public final List<String> authorizations = new CopyOnWriteArrayList<>();

    /** How many of the next object requests are answered with 503. */
    public final AtomicInteger busyAnswers = new AtomicInteger();
    /** How many of the next object bodies break off in the middle. */
    public final AtomicInteger brokenBodies = new AtomicInteger();
    /** How many of the next stored objects are damaged on their way to the disk. */
    public final AtomicInteger damagedUploads = new AtomicInteger();

    public FakeNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The objects of a bucket, which is made if missing. */
    @CanIgnoreReturnValue
    public Map<String, byte[]> bucket(String name) {
        return buckets.computeIfAbsent(name, n -> new ConcurrentSkipListMap<>(FakeNode::byBytes));
    }

    private static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    boolean hasBucket(String name) {
        return buckets.containsKey(name);
    }

    /** What to answer to a request of that method and path. */
    public void answer(String methodAndPath, int status, String json) {
        answers.put(methodAndPath, parse(json));
        statuses.put(methodAndPath, status);
    }

    static Json parse(String json) {
        try {
            return Json.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange http) throws IOException {
        try (http) {
            String path = http.getRequestURI().getRawPath();
            String said = http.getRequestMethod() + " " + http.getRequestURI();
            byte[] body = http.getRequestBody().readAllBytes();
            authorizations.add(String.valueOf(http.getRequestHeaders()
                    .getOrDefault("Authorization", List.of(""))
                    .get(0)));
            requests.add(
                    path.matches("/v1/(settings.*|buckets/[^/]+/.+)")
                            ? said + " " + new String(body, StandardCharsets.UTF_8)
                            : said);
            String canned = http.getRequestMethod() + " " + path;
            if (answers.containsKey(canned)) {
                reply(http, statuses.getOrDefault(canned, 200), answers.get(canned));
            } else if (path.startsWith("/v1/objects/")) {
                object(http, path.substring("/v1/objects/".length()), body);
            } else if (path.equals("/v1/buckets")) {
                reply(
                        http,
                        200,
                        Json.of(buckets.keySet().stream().map(this::listed).toList()));
            } else if (path.startsWith("/v1/buckets/")) {
                bucket(http, decode(path.substring("/v1/buckets/".length())), body);
            } else {
                error(http, 404, "NO_SUCH_PATH", "no such path: " + path);
            }
        }
    }

    private Json listed(String bucket) {
        String backend = backends.containsKey(bucket) ? ",\"backend\":\"" + backends.get(bucket) + "\"" : "";
        return parse("{\"name\":\"" + bucket + "\",\"provider\":\"ais\",\"created\":\"2026-11-21T07:00:00Z\"" + backend
                + "}");
    }

    private void bucket(HttpExchange http, String name, byte[] body) throws IOException {
        boolean exists = buckets.containsKey(name);
        String text = new String(body, StandardCharsets.UTF_8);
        switch (http.getRequestMethod()) {
            case "POST" -> {
                if (exists) {
                    error(http, 409, "BUCKET_EXISTS", "bucket '" + name + "' exists");
                } else {
                    bucket(name);
                    parse(text).at("value").at("backend").optionalText().ifPresent(url -> backends.put(name, url));
                    reply(http, 200, parse("null"));
                }
            }
            case "DELETE" -> {
                if (text.contains("must_be_empty") && !bucket(name).isEmpty()) {
                    error(http, 409, "BUCKET_NOT_EMPTY", "bucket '" + name + "' is not empty");
                } else {
                    buckets.remove(name);
                    reply(http, 200, parse("null"));
                }
            }
            default -> {
                if (!exists) {
                    error(http, 404, "NO_SUCH_BUCKET", "no bucket is called '" + name + "'");
                } else if (http.getRequestMethod().equals("HEAD")) {
                    http.sendResponseHeaders(200, -1);
                } else {
                    reply(http, 200, page(bucket(name), query(http)));
                }
            }
        }
    }

    private static Map<String, String> query(HttpExchange http) {
        Map<String, String> query = new TreeMap<>();
        String raw = http.getRequestURI().getRawQuery();
        Stream.of((raw == null ? "" : raw).split("&", -1)).forEach(pair -> {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, Math.max(0, equals)), decode(pair.substring(equals + 1)));
        });
        return query;
    }

    private static Json page(Map<String, byte[]> objects, Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String delimiter = query.getOrDefault("delimiter", "");
        String after = query.getOrDefault("continuation_token", "");
        int limit = Integer.parseInt(query.getOrDefault("limit", "1000"));
        Map<String, Json> lines = new LinkedHashMap<>();
        Map<String, Json> prefixes = new LinkedHashMap<>();
        String last = "";
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            String key = object.getKey();
            int fold = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String name = fold < 0 || !key.startsWith(prefix) ? key : key.substring(0, fold + 1);
            if (!key.startsWith(prefix)
                    || (!after.isEmpty() && byBytes(name, after) <= 0)
                    || prefixes.containsKey(name)) {
                continue;
            }
            if (lines.size() + prefixes.size() == limit) {
                return listing(lines, prefixes, last);
            }
            last = name;
            if (fold >= 0) {
                prefixes.put(name, Json.of(name));
            } else {
                lines.put(name, entry(name, object.getValue()));
            }
        }
        return listing(lines, prefixes, "");
    }

    private static Json listing(Map<String, Json> lines, Map<String, Json> prefixes, String token) {
        return Json.of(Map.of(
                "entries", Json.of(List.copyOf(lines.values())),
                "prefixes", Json.of(List.copyOf(prefixes.values())),
                "continuation_token", Json.of(token)));
    }

    private static Json entry(String key, byte[] bytes) {
        return Json.of(Map.of(
                "name", Json.of(key),
                "size", Json.of(Integer.toString(bytes.length)),
                "checksum", Json.of(md5(bytes)),
                "modified", Json.of("2026-11-21T07:00:00.123Z")));
    }

    private void object(HttpExchange http, String path, byte[] body) throws IOException {
        int slash = path.indexOf('/');
        String bucket = decode(path.substring(0, slash));
        String key = decode(path.substring(slash + 1));
        boolean read =
                http.getRequestMethod().equals("GET") || http.getRequestMethod().equals("HEAD");
        byte[] stored = buckets.containsKey(bucket) ? bucket(bucket).get(key) : null;
        if (busyAnswers.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            error(http, 503, "BUSY", "too much at once");
        } else if (http.getRequestMethod().equals("PUT") && buckets.containsKey(bucket)) {
            store(http, bucket(bucket), key, body);
        } else if (stored == null) {
            error(http, 404, "NO_SUCH_OBJECT", "no object '" + key + "' in bucket '" + bucket + "'");
        } else if (read) {
            send(http, stored);
        } else {
            bucket(bucket).remove(key);
            http.sendResponseHeaders(204, -1);
        }
    }

    private void store(HttpExchange http, Map<String, byte[]> objects, String key, byte[] body) throws IOException {
        String sent = http.getRequestHeaders().getFirst("Content-MD5");
        if (sent != null
                && !HexFormat.of().formatHex(Base64.getDecoder().decode(sent)).equals(md5(body))) {
            error(http, 400, "CHECKSUM_MISMATCH", "the body is not what Content-MD5 says");
            return;
        }
        boolean damage = damagedUploads.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        byte[] kept = damage ? new byte[body.length] : body;
        objects.put(key, kept);
        describe(http, kept);
        http.sendResponseHeaders(200, -1);
    }

    private static void describe(HttpExchange http, byte[] bytes) {
        http.getResponseHeaders().set("ETag", "\"" + md5(bytes) + "\"");
        http.getResponseHeaders().set("Ais-Checksum-Type", "md5");
        http.getResponseHeaders().set("Ais-Checksum-Value", md5(bytes));
        http.getResponseHeaders().set("Ais-Version", "17");
        http.getResponseHeaders().set("Content-Type", "application/octet-stream");
        http.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 07:00:00 GMT");
    }

    private void send(HttpExchange http, byte[] bytes) throws IOException {
        String range = http.getRequestHeaders().getFirst("Range");
        String match = http.getRequestHeaders().getFirst("If-Match");
        int first = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (match != null && !match.equals("\"" + md5(bytes) + "\"")) {
            error(http, 412, "PRECONDITION_FAILED", "the object has another ETag");
        } else if (range != null && first >= bytes.length) {
            error(http, 416, "RANGE_NOT_SATISFIABLE", "no byte of the object is in the range");
        } else if (http.getRequestMethod().equals("HEAD")) {
            describe(http, bytes);
            http.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            http.sendResponseHeaders(200, -1);
        } else {
            describe(http, bytes);
            if (range != null) {
                String shown = "bytes " + first + "-" + (bytes.length - 1) + "/" + bytes.length;
                http.getResponseHeaders().set("Content-Range", shown);
            }
            int length = bytes.length - first;
            http.sendResponseHeaders(range == null ? 200 : 206, length == 0 ? -1 : length);
            boolean broken = length > 1 && brokenBodies.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            http.getResponseBody().write(bytes, first, broken ? length / 2 : length);
            http.getResponseBody().flush();
        }
    }

    private static void reply(HttpExchange http, int status, Json json) throws IOException {
        byte[] body = json.compact().getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
    }

    private static void error(HttpExchange http, int status, String code, String message) throws IOException {
        if (http.getRequestMethod().equals("HEAD")) {
            http.getResponseHeaders().set("Hdr-Error", message);
            http.sendResponseHeaders(status, -1);
            return;
        }
        reply(
                http,
                status,
                Json.of(Map.of("status", Json.of(status), "code", Json.of(code), "message", Json.of(message))));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
