package dev.cistern.node.sign;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestTarget.Parameter;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/**
 * What of a request a signature is made of.
 *
 * @param path decoded, from its first slash on
 * @param query decoded, in the order sent
 */
public record SignedRequest(String method, String path, List<Parameter> query, MultiMap headers, String host) {

    public static SignedRequest of(Exchange exchange) {
        return new SignedRequest(
                exchange.method().name(),
                "/" + exchange.target().after(""),
                exchange.target().parameters(),
                exchange.request().headers(),
                exchange.host());
    }

    /** The first value of a parameter, whose name is compared exactly. */
    Optional<String> parameter(String name) {
        return query.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
