package dev.cistern.node;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Speaks S3 to a node, over real sockets, with requests signed by Amazon's own signer. */
final class S3Client {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** What the client library sets itself, to the same values. */
    private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length", "expect");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String endpoint;
    private final AwsCredentialsIdentity keys;
    private final Clock clock;

    S3Client(int port, String accessKey, String secretKey, Clock clock) {
        this.endpoint = "http://127.0.0.1:" + port;
        this.keys = AwsCredentialsIdentity.create(accessKey, secretKey);
        this.clock = clock;
    }

    S3Client(int port, String accessKey, String secretKey) {
        this(port, accessKey, secretKey, Clock.systemUTC());
    }

    /**
     * Somebody who has just been made a user of a node, with an id that is the name and {@code -id}.
     *
     * @param mark {@code ,"admin":true} for an administrator, else empty
     */
    static S3Client ofNewUser(RunningNode node, String name, String mark) throws IOException, InterruptedException {
        String access = "AK-" + name;
        String secret = "secret-of-" + name;
        String user = "{\"name\":\"" + name + "\",\"id\":\"" + name + "-id\",\"access_key\":\"" + access
                + "\",\"secret_key\":\"" + secret + "\"" + mark + "}";
        int status = node.send("POST", "/v1/users", RunningNode.bytes(user)).statusCode();
        if (status != 200) {
            throw new AssertionError("user not made: " + status);
        }
        return new S3Client(node.port(), access, secret);
    }

    /** Sends text and tells {@link #outcome} of the answer. */
    @CanIgnoreReturnValue
    String tells(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        return outcome(send(method, path, RunningNode.bytes(body), headers));
    }

    /** As {@link #tells}, without a signature. */
    @CanIgnoreReturnValue
    String tellsAnybody(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return outcome(unsigned(method, uri(path), RunningNode.bytes(body), headers));
    }

    @CanIgnoreReturnValue
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        return send(
                method, path, body, plain -> plain.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true), headers);
    }

    /** @param how what the signer is told beside what every request to S3 needs */
    @CanIgnoreReturnValue
    HttpResponse<byte[]> send(
            String method,
            String path,
            byte[] body,
            Consumer<SignRequest.Builder<AwsCredentialsIdentity>> how,
            String... headers)
            throws IOException, InterruptedException {
        SignedRequest signed = sign(method, path, body, how, headers);
        byte[] payload =
                signed.payload().map(stream -> read(stream.newStream())).orElse(new byte[0]);
        return deliver(signed.request(), payload);
    }

    /** Signs one body and sends another. */
    HttpResponse<byte[]> tampered(
            String path,
            byte[] body,
            Consumer<SignRequest.Builder<AwsCredentialsIdentity>> how,
            UnaryOperator<byte[]> tamper)
            throws IOException, InterruptedException {
        SignedRequest signed = sign("PUT", path, body, how);
        byte[] payload =
                signed.payload().map(stream -> read(stream.newStream())).orElse(new byte[0]);
        return deliver(signed.request(), tamper.apply(payload));
    }

    /**
     * The URL of a request whose signature is in its query. Made as for TLS, over which the signer leaves the body out, as
     * all presigned URLs of Amazon's clients do.
     */
    URI presigned(String method, String path, Duration lifetime) {
        URI tls = URI.create("https" + uri(path).toString().substring("http".length()));
        URI secure = sign(method, tls, new byte[0], query -> query.putProperty(
                                AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                .request()
                .getUri();
        return URI.create(secure.toString().replace("https://", "http://"));
    }

    /** Any request, as it is. */
    HttpResponse<byte[]> unsigned(String method, URI uri, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    URI uri(String path) {
        return URI.create(endpoint + path);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The text of the first element of a name in the answer; empty where there is none. */
    static String element(HttpResponse<byte[]> response, String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text(response));
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Status and error code: {@code 404 NoSuchKey}. */
    static String outcome(HttpResponse<byte[]> response) {
        return (response.statusCode() + " " + element(response, "Code")).strip();
    }

    private SignedRequest sign(
            String method,
            String path,
            byte[] body,
            Consumer<SignRequest.Builder<AwsCredentialsIdentity>> how,
            String... headers) {
        return sign(method, uri(path), body, how, headers);
    }

    private SignedRequest sign(
            String method,
            URI uri,
            byte[] body,
            Consumer<SignRequest.Builder<AwsCredentialsIdentity>> how,
            String... headers) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(uri);
        if (body.length > 0 || !method.equals("GET")) {
            request.putHeader("Content-Length", Integer.toString(body.length));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.appendHeader(headers[i], headers[i + 1]);
        }
        return signer.sign(sign -> {
            sign.identity(keys)
                    .request(request.build())
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock);
            how.accept(sign);
        });
    }

    private HttpResponse<byte[]> deliver(SdkHttpRequest signed, byte[] payload)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.getUri())
                .timeout(TIMEOUT)
                .method(
                        signed.method().name(),
                        payload.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(payload));
        signed.headers().forEach((name, values) -> {
            if (!SET_BY_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] read(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
