package dev.cistern.node.s3.cors;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the browser of a page asks for.
 *
 * @param origin of the page: scheme, host and port
 * @param headers lower-case names that the page would send; none in the request itself, whose headers were asked for before
 */
public record CorsQuestion(String origin, String method, List<String> headers) {
    private static final String ORIGIN = "Origin";
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";

    public CorsQuestion {
        headers = List.copyOf(headers);
    }

    /** What is asked before the request, by {@code OPTIONS}; {@code null} for what it does not say. */
    static CorsQuestion before(String origin, String method, MultiMap request) {
        List<String> headers = new ArrayList<>();
        for (String list : request.getAll(HEADERS)) {
            for (String name : list.split(",", -1)) {
                if (!name.isBlank()) {
                    headers.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return new CorsQuestion(origin, method, headers);
    }

    /** What a request is; empty where no page of another site sent it. */
    static Optional<CorsQuestion> of(String method, MultiMap request) {
        // Amazon believes a request that names another method than its own.
        return origin(request)
                .map(origin -> new CorsQuestion(origin, method(request).orElse(method), List.of()));
    }

    static Optional<String> origin(MultiMap request) {
        return Optional.ofNullable(request.get(ORIGIN)).filter(origin -> !origin.isBlank());
    }

    static Optional<String> method(MultiMap request) {
        return Optional.ofNullable(request.get(METHOD)).filter(method -> !method.isBlank());
    }
}
