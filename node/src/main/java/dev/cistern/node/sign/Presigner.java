package dev.cistern.node.sign;

import dev.cistern.node.http.RequestTarget.Parameter;
import dev.cistern.node.s3.wire.UriCoding;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs URLs that may be given away: whoever has one may send that request, until it expires. */
public final class Presigner {
    /** Longest time that one is good for. */
    public static final Duration LONGEST = Duration.ofSeconds(Claim.MOST_EXPIRES_SECONDS);

    /** Whatever the node calls itself: it believes the region of a signature. */
    static final String REGION = "us-east-1";

    private Presigner() {}

    /** Whose signature it is. */
    public record Keys(String accessKey, String secretKey) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Keys[" + accessKey + "]";
        }
    }

    /**
     * What the URL allows.
     *
     * @param lifetime 1 s to {@link #LONGEST}
     */
    public record Grant(String method, String bucket, String key, Duration lifetime) {}

    /** @param endpoint scheme, host and port of the node */
    public static URI presign(URI endpoint, Grant grant, Keys keys, Instant now) {
        String host = host(endpoint);
        String date = Claim.format(now);
        Scope scope = new Scope(keys.accessKey, date.substring(0, 8), REGION, "s3");
        List<Parameter> query = new ArrayList<>();
        add(query, "X-Amz-Algorithm", Claim.ALGORITHM);
        add(query, "X-Amz-Credential", keys.accessKey + '/' + scope.text());
        add(query, "X-Amz-Date", date);
        add(query, "X-Amz-Expires", Long.toString(grant.lifetime.toSeconds()));
        add(query, "X-Amz-SignedHeaders", "host");
        String path = "/" + grant.bucket + "/" + grant.key;
        Signable request = Signable.with(grant.method, path, query, Map.of("host", host));
        Claim claim = new Claim(scope, date, List.of("host"), "", Optional.of((int) grant.lifetime.toSeconds()));
        String signature =
                SigningKey.of(keys.secretKey, scope).sign(CanonicalRequest.toSign(request, claim, Payload.UNSIGNED));
        StringBuilder url = new StringBuilder(endpoint.getScheme() + "://" + host + UriCoding.encodePath(path) + '?');
        query.forEach(parameter -> url.append(parameter.name())
                .append('=')
                .append(UriCoding.encodeQuery(parameter.value()))
                .append('&'));
        return URI.create(url + "X-Amz-Signature=" + signature);
    }

    private static void add(List<Parameter> query, String name, String value) {
        query.add(new Parameter(name, value, true));
    }

    /** As clients send it: without the port that everybody expects. */
    static String host(URI endpoint) {
        boolean usual = endpoint.getPort() == (endpoint.getScheme().equals("https") ? 443 : 80);
        return endpoint.getPort() < 0 || usual ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }
}
