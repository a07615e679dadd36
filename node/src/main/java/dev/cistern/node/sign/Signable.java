package dev.cistern.node.sign;

import dev.cistern.node.http.RequestTarget.Parameter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What both sides make a signature of.
 *
 * @param path decoded, from its first slash on
 * @param query decoded, in the order sent
 * @param headers the values of a header, by its name in lower case
 */
record Signable(String method, String path, List<Parameter> query, Function<String, List<String>> headers) {

    /** Of a request to be sent, with these headers by lower-case name. */
    static Signable with(String method, String path, List<Parameter> query, Map<String, String> headers) {
        return new Signable(
                method, path, query, name -> headers.containsKey(name) ? List.of(headers.get(name)) : List.of());
    }

    /** Of a request that came. */
    static Signable of(SignedRequest request) {
        return new Signable(request.method(), request.path(), request.query(), name -> {
            List<String> values = request.headers().getAll(name);
            return values.isEmpty() && name.equals("host") ? List.of(request.host()) : values;
        });
    }
}
