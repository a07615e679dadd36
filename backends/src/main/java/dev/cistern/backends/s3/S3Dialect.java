package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.regex.Pattern;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** S3: signed requests, errors in XML. */
final class S3Dialect implements HttpDialect {
    private static final Pattern OUTDATED = Pattern.compile(
            "<Code>(?:ExpiredToken|ExpiredTokenException|InvalidToken|TokenRefreshRequired|InvalidAccessKeyId"
                    + "|SignatureDoesNotMatch)</Code>");

    private final S3Location location;
    private final S3Credentials credentials;
    private final S3Signer signer;

    S3Dialect(S3Location location, S3Credentials credentials) {
        this.location = location;
        this.credentials = credentials;
        this.signer = new S3Signer(location.origin(), location.region());
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return S3Headers.describe(headers, location.etag());
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        return S3Refusal.read(response).map(refusal -> refusal.explain(location));
    }

    @Override
    public boolean isOutdated(int status, String text) {
        // On HEAD nothing is said but 400.
        return !location.identity().anonymous()
                && (text.isEmpty() ? status == 400 : OUTDATED.matcher(text).find());
    }

    @Override
    public Future<Boolean> renew(MultiMap sent) {
        String authorization = String.valueOf(sent.get(HttpHeaders.AUTHORIZATION));
        String token = sent.get("x-amz-security-token");
        return credentials.renew(
                location.identity(),
                keys -> authorization.contains("Credential=" + keys.accessKeyId() + "/")
                        && (token == null
                                || !(keys instanceof AwsSessionCredentialsIdentity session)
                                || session.sessionToken().equals(token)));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        return location.identity().anonymous()
                ? Future.succeededFuture(target)
                : credentials.of(location.identity()).map(keys -> {
                    signer.sign(method, target, headers, keys);
                    return target;
                });
    }
}
