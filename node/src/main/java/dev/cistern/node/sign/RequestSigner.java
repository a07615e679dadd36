package dev.cistern.node.sign;

import dev.cistern.node.http.RequestTarget;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs requests in their headers, as a client of a node. */
public final class RequestSigner {
    private static final List<String> SIGNED = List.of("host", "x-amz-content-sha256", "x-amz-date");

    private RequestSigner() {}

    /**
     * The headers that make a request somebody's.
     *
     * @param body empty where it is not signed: it is longer than one wants to hold
     */
    public static Map<String, String> sign(
            String method, URI uri, Optional<byte[]> body, Presigner.Keys keys, Instant now) {
        String date = Claim.format(now);
        String hash = body.map(SigningKey::sha256).orElse(Payload.UNSIGNED);
        String host = Presigner.host(uri);
        RequestTarget target =
                RequestTarget.parse(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        Map<String, String> headers = Map.of("host", host, "x-amz-content-sha256", hash, "x-amz-date", date);
        Signable request = Signable.with(method, "/" + target.after(""), target.parameters(), headers);
        Scope scope = new Scope(keys.accessKey(), date.substring(0, 8), Presigner.REGION, "s3");
        Claim claim = new Claim(scope, date, SIGNED, "", Optional.empty());
        String signature = SigningKey.of(keys.secretKey(), scope).sign(CanonicalRequest.toSign(request, claim, hash));
        Map<String, String> added = new LinkedHashMap<>();
        added.put("x-amz-content-sha256", hash);
        added.put("x-amz-date", date);
        added.put(
                "Authorization",
                Claim.ALGORITHM + " Credential=" + keys.accessKey() + '/' + scope.text() + ", SignedHeaders="
                        + String.join(";", SIGNED) + ", Signature=" + signature);
        return added;
    }
}
