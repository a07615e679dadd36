package dev.cistern.node.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request, RFC 9112 §3.2, byte for byte: nothing is normalised, since {@code a//b} and {@code a/../b}
 * are keys like any other.
 *
 * @param rawPath from the first {@code /} to the {@code ?}, still encoded
 * @param rawQuery after the {@code ?}, still encoded; empty when there is none
 */
public record RequestTarget(String rawPath, String rawQuery) {

    /** Takes a target apart; an absolute one loses scheme and authority. */
    public static RequestTarget parse(String uri) {
        int start = 0;
        if (!uri.startsWith("/")) {
            int authority = uri.indexOf("://");
            int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
            start = slash < 0 ? uri.length() : slash;
        }
        int question = uri.indexOf('?', start);
        int end = question < 0 ? uri.length() : question;
        String path = end == start ? "/" : uri.substring(start, end);
        return new RequestTarget(path, question < 0 ? "" : uri.substring(question + 1));
    }

    /** Whether the path is {@code prefix} or lies below it; {@code prefix} does not end in a slash. */
    public boolean isUnder(String prefix) {
        return rawPath.startsWith(prefix)
                && (rawPath.length() == prefix.length() || rawPath.charAt(prefix.length()) == '/');
    }

    /**
     * The decoded path after a prefix and its slash, whole: further slashes belong to it.
     *
     * @throws RequestException where it cannot be decoded
     */
    public String after(String prefix) {
        int from = Math.min(prefix.length() + 1, rawPath.length());
        return PercentCoding.decodePath(rawPath.substring(from));
    }

    /**
     * The parameters of the query, decoded, in order; of a repeated one the last.
     *
     * @throws RequestException where one cannot be decoded
     */
    public Map<String, String> query() {
        if (rawQuery.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters().forEach(parameter -> parameters.put(parameter.name(), parameter.value()));
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * A parameter of the query, decoded.
     *
     * @param value empty also where there is no {@code =}
     */
    public record Parameter(String name, String value, boolean hasValue) {}

    /**
     * All parameters of the query, in order, repeated ones too.
     *
     * @throws RequestException where one cannot be decoded
     */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(
                    new Parameter(PercentCoding.decodeQuery(name), PercentCoding.decodeQuery(value), equals >= 0));
        }
        return parameters;
    }
}
