package dev.cistern.bench.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request with its body in memory.
 *
 * @param target as it goes on the wire
 * @param headers besides Host and Content-Length
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(String method, String target, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = new byte[0];

    public static Request get(String target) {
        return of("GET", target);
    }

    /** A request without a body. */
    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), NOTHING);
    }

    public static Request put(String target, byte[] body) {
        return new Request("PUT", target, Map.of(), body);
    }

    public Request withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body);
    }

    public Request withJson(String json) {
        return new Request(method, target, headers, json.getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Type", "application/json");
    }
}
