package dev.cistern.node.cli.remote;

import dev.cistern.node.cli.remote.NodeException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one node. Calls block their thread; any number of threads may call at once, each on a connection of its own.
 * Failures are {@link NodeException}s; nothing is retried here.
 */
public final class NodeClient {
    /** How long a node may take to answer what has no body of its own. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    /** Below this rate a body counts as stuck. */
    private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;
    /** A longer body is sent only once the node has said that it will take it. */
    private static final long ASK_FIRST_BYTES = 1L << 20;

    private static final Json NOTHING = Json.of((String) null);

    private final URI endpoint;
    private final HttpClient http;
    private final Login login;

    /** A client that shows nothing to prove who it is. */
    public NodeClient(String endpoint, @Nullable Path roots) {
        this(endpoint, roots, Login.NONE);
    }

    /**
     * Opens no connection yet.
     *
     * @param endpoint {@code http://HOST:PORT}; the scheme may be left out
     * @param roots PEM file with the certificates to believe about an https node; null for those of Java
     * @param login goes with every request
     * @throws IllegalArgumentException where it is no such address, or the file cannot be used
     */
    public NodeClient(String endpoint, @Nullable Path roots, Login login) {
        this.endpoint = parse(endpoint);
        this.login = login;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIME);
        this.http = (roots == null ? builder : builder.sslContext(Roots.of(roots))).build();
    }

    private static URI parse(String endpoint) {
        String text = endpoint.contains("://") ? endpoint : "http://" + endpoint;
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = URI.create(trimmed);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw noEndpoint(endpoint, e);
        }
        throw noEndpoint(endpoint, null);
    }

    private static IllegalArgumentException noEndpoint(String endpoint, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "endpoint '" + endpoint + "' is no address of a node; write http://HOST:PORT or https://HOST:PORT",
                cause);
    }

    /** The node's address, as a person writes it. */
    public String endpoint() {
        return endpoint.toString();
    }

    /** Asks for JSON. */
    public Json get(String path) {
        return call("GET", path, NOTHING);
    }

    /**
     * Sends JSON, or nothing where {@code body} is null, and reads the JSON of the answer.
     *
     * @throws NodeException for any answer but 2xx
     */
    public Json call(String method, String path, Json body) {
        Sent sent = body.isNull() ? Sent.nothing() : Sent.of(body.compact().getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = body.isNull() ? Map.of() : Map.of("Content-Type", "application/json");
        HttpResponse<InputStream> response = exchange(method, path, sent, headers);
        try (InputStream in = response.body()) {
            return Json.read(in);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * A body to send.
     *
     * @param lengthBytes what the time limit is made from; 0 where it is not known
     * @param signed the bytes; empty where they are too many to be held and signed
     */
    record Sent(HttpRequest.BodyPublisher publisher, long lengthBytes, Optional<byte[]> signed) {
        static Sent nothing() {
            return new Sent(BodyPublishers.noBody(), 0, Optional.of(new byte[0]));
        }

        static Sent of(byte[] bytes) {
            return new Sent(BodyPublishers.ofByteArray(bytes), 0, Optional.of(bytes));
        }

        static Sent streamed(HttpRequest.BodyPublisher publisher, long lengthBytes) {
            return new Sent(publisher, lengthBytes, Optional.empty());
        }
    }

    /**
     * One request and the head of its answer; the caller reads or closes the body.
     *
     * @throws NodeException for any answer but 2xx, whose body is then already read
     */
    HttpResponse<InputStream> exchange(String method, String path, Sent sent, Map<String, String> headers) {
        URI uri = URI.create(endpoint + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, sent.publisher)
                .expectContinue(sent.lengthBytes > ASK_FIRST_BYTES)
                .timeout(ANSWER_TIME.plusSeconds(sent.lengthBytes / SLOWEST_BYTES_PER_SECOND));
        headers.forEach(request::header);
        login.headers(method, uri, sent.signed).forEach(request::header);
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw unreachable();
        } catch (SSLException e) {
            throw notBelieved(e);
        } catch (HttpTimeoutException e) {
            throw new NodeException(Kind.BROKEN, "the node at " + endpoint + " did not answer in time");
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException(Kind.REFUSED, "interrupted");
        }
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        throw refusal(method, response);
    }

    private NodeException unreachable() {
        return new NodeException(
                Kind.UNREACHABLE,
                "no node answers at " + endpoint + "; start one with ./cistern server, or set --endpoint");
    }

    private NodeException notBelieved(SSLException e) {
        return new NodeException(
                Kind.UNREACHABLE,
                "no TLS with the node at " + endpoint + ": " + e.getMessage()
                        + "; name the certificate of its authority with --cacert FILE, or write http:// if it speaks none");
    }

    private NodeException broken(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new NodeException(Kind.BROKEN, "the connection to " + endpoint + " broke: " + why);
    }

    private NodeException refusal(String method, HttpResponse<InputStream> response) {
        Json body = NOTHING;
        try (InputStream in = response.body()) {
            body = Json.read(in);
        } catch (IOException e) {
            // An answer that is no JSON says nothing; the status still does.
            body = NOTHING;
        }
        if (body.isNull()) {
            body = response.headers()
                    .firstValue("Hdr-Error")
                    .map(NodeClient::headerError)
                    .orElse(NOTHING);
        }
        int status = response.statusCode();
        String message = body.at("message")
                .optionalText()
                .orElseGet(() -> method + " " + response.uri().getRawPath() + " was answered with status " + status);
        if (status == 401) {
            message = message + " (" + login.description() + ")";
        }
        return new NodeException(kindOf(status, body.at("code").text()), message, body);
    }

    /** The header that stands for the body of an answer to HEAD: the same JSON, or its message alone. */
    private static Json headerError(String text) {
        try {
            Json json = Json.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            return Json.of(Map.of("message", Json.of(text)));
        }
        return Json.of(Map.of("message", Json.of(text)));
    }

    private static Kind kindOf(int status, String code) {
        if (code.equals("INVALID_SETTINGS")) {
            return Kind.INVALID_SETTINGS;
        }
        return switch (status) {
            case 404 -> Kind.NOT_FOUND;
            case 409, 412 -> Kind.CONFLICT;
            case 416 -> Kind.RANGE;
            case 429, 502, 503, 504 -> Kind.BUSY;
            default -> Kind.REFUSED;
        };
    }
}
