package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** S3: signed requests, errors in XML. */
final class S3Dialect implements HttpDialect {
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
        return S3Refusal.read(response).map(refusal -> {
            if (refusal.isOfTheKeys()) {
                credentials.refused(location.identity());
            }
            return refusal.explain(location);
        });
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
