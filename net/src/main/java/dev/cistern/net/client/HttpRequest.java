package dev.cistern.net.client;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/**
 * A request to send. {@code Host}, {@code Content-Length}, {@code Transfer-Encoding}, {@code Expect} and
 * {@code Connection} are the client's to set; all other headers go as given.
 *
 * @param origin where to
 * @param method what to do there
 * @param target path and query, percent-encoded: sent byte for byte, never normalized; begins with {@code /}
 * @param headers belong to the request from now on
 * @param body what to send after the headers
 */
public record HttpRequest(Origin origin, HttpMethod method, String target, MultiMap headers, RequestBody body) {
    /** With one of these, a PUT or DELETE that was done may be refused the second time, or undo what came between. */
    private static final List<String> CONDITIONS = List.of("if-match", "if-none-match", "if-unmodified-since");

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    /** RFC 9110 §9.2.2: doing it twice leaves the server as doing it once. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS, HttpMethod.TRACE);

    /** Refuses a target that could not be sent as it is. */
    public HttpRequest {
        if (!target.startsWith("/") && !target.equals("*")) {
            throw new IllegalArgumentException("target \"" + target + "\": must begin with /");
        }
        for (int at = 0; at < target.length(); at++) {
            char c = target.charAt(at);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("target, character " + at + ": U+" + String.format("%04X", (int) c)
                        + " cannot stand in a target; percent-encode it");
            }
        }
    }

    /**
     * A request with no headers of its own and no body.
     *
     * @param origin where to
     * @param target path and query, percent-encoded
     * @return a GET
     */
    public static HttpRequest get(Origin origin, String target) {
        return new HttpRequest(origin, HttpMethod.GET, target, MultiMap.caseInsensitiveMultiMap(), RequestBody.none());
    }

    /**
     * Whether doing it twice leaves the server as doing it once, so that it may be sent again when nobody knows whether it was
     * done.
     *
     * @return false for a write with conditions, which its first time may have made untrue
     */
    public boolean isRepeatable() {
        return SAFE.contains(method)
                || (IDEMPOTENT.contains(method) && CONDITIONS.stream().noneMatch(headers::contains));
    }

    /** {@code GET host:port}: enough to know it by in an error, without the query, which may hold a secret. */
    String label() {
        int query = target.indexOf('?');
        return method.name() + " " + origin + (query < 0 ? target : target.substring(0, query));
    }
}
