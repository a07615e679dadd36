package dev.cistern.backends.s3;

import dev.cistern.net.client.Origin;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests with version 4, by Amazon's library. The bytes of the body are not part of it: they are on their way
 * already, and checked by what S3 says of them afterwards. Used by any thread.
 */
public final class S3Signer {
    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 80;

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Origin origin;
    private final String region;

    /** @param origin where requests go */
    public S3Signer(Origin origin, String region) {
        this.origin = origin;
        this.region = region;
    }

    /** Adds to a request's headers what makes it somebody's. */
    public void sign(HttpMethod method, String target, MultiMap headers, AwsCredentialsIdentity keys) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method.name()))
                .uri(URI.create("https://" + authority() + target));
        headers.forEach(header -> {
            if (isSigned(header.getKey())) {
                request.appendHeader(header.getKey(), header.getValue());
            }
        });
        SdkHttpRequest signed = signer.sign(sign -> sign.identity(keys)
                        .request(request.build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                .request();
        signed.headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !headers.contains(name)) {
                headers.set(name, values);
            }
        });
    }

    /** What the request's {@code Host} will be. The library signs as for TLS, over which the body may be left out. */
    private String authority() {
        int usual = origin.tls() ? TLS_PORT : PLAIN_PORT;
        String host = origin.host();
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return origin.port() == usual ? name : name + ":" + origin.port();
    }

    /** Others may be changed on the way. */
    private static boolean isSigned(String name) {
        return name.regionMatches(true, 0, "x-amz-", 0, 6) || name.equalsIgnoreCase("Content-MD5");
    }
}
