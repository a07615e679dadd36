package dev.cistern.net.client;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

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

    /** {@code GET host:port}: enough to know it by in an error, without the query, which may hold a secret. */
    String label() {
        int query = target.indexOf('?');
        return method.name() + " " + origin + (query < 0 ? target : target.substring(0, query));
    }
}
