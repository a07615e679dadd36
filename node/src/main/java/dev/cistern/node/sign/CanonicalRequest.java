package dev.cistern.node.sign;

import dev.cistern.node.http.RequestTarget.Parameter;
import dev.cistern.node.s3.wire.UriCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A request in the one form that client and server both hash, whatever its way has done to spelling and order. */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /** What is signed of it. */
    static String toSign(Signable request, Claim claim, String payloadHash) {
        return Claim.ALGORITHM
                + '\n'
                + claim.date()
                + '\n'
                + claim.scope().text()
                + '\n'
                + hash(request, claim, payloadHash);
    }

    /** The SHA-256 of the form, in hexadecimal digits. */
    private static String hash(Signable request, Claim claim, String payloadHash) {
        String text = request.method()
                + '\n'
                + UriCoding.encodePath(request.path())
                + '\n'
                + query(request.query())
                + '\n'
                + headers(request, claim.signedHeaders())
                + '\n'
                + String.join(";", claim.signedHeaders())
                + '\n'
                + payloadHash;
        // Header values are bytes of the wire, a char each; all the rest is ASCII.
        return SigningKey.sha256(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String query(List<Parameter> query) {
        List<String> pairs = new ArrayList<>();
        for (Parameter parameter : query) {
            if (!parameter.name().equals("X-Amz-Signature")) {
                pairs.add(UriCoding.encodeQuery(parameter.name()) + '=' + UriCoding.encodeQuery(parameter.value()));
            }
        }
        Collections.sort(pairs);
        return String.join("&", pairs);
    }

    private static String headers(Signable request, List<String> names) {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            List<String> values = request.headers().apply(name);
            lines.append(name.toLowerCase(Locale.ROOT))
                    .append(':')
                    .append(String.join(
                            ",", values.stream().map(CanonicalRequest::squeezed).toList()))
                    .append('\n');
        }
        return lines.toString();
    }

    /** Without white space at the ends, and a single space wherever there are several. */
    private static String squeezed(String value) {
        String trimmed = value.strip();
        return trimmed.contains("  ") ? trimmed.replaceAll(" +", " ") : trimmed;
    }
}
