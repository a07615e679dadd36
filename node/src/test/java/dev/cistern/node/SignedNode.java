package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real node with a user, whose requests are signed; and what tests of versions ask of it. */
final class SignedNode implements AutoCloseable {
    static final String ENABLED = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    static final String SUSPENDED = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";

    private static final String ACCESS_KEY = "AKVERSIONS";
    private static final String SECRET_KEY = "secret/of+the-test";

    private final RunningNode node;
    private final S3Client client;

    private SignedNode(RunningNode node) {
        this.node = node;
        this.client = new S3Client(node.port(), ACCESS_KEY, SECRET_KEY);
    }

    static SignedNode start(Path data) throws Exception {
        RunningNode node = RunningNode.start(data);
        String user = "{\"name\":\"test\",\"access_key\":\"" + ACCESS_KEY + "\",\"secret_key\":\"" + SECRET_KEY + "\"}";
        assertThat(node.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        return new SignedNode(node);
    }

    @CanIgnoreReturnValue
    HttpResponse<byte[]> send(String method, String path, String body, String... headers) throws Exception {
        return client.send(method, path, bytes(body), headers);
    }

    void bucket(String name, String versioning) throws Exception {
        assertThat(outcome(send("PUT", "/" + name, ""))).isEqualTo("200");
        set(name, versioning);
    }

    void set(String bucket, String versioning) throws Exception {
        assertThat(outcome(send("PUT", "/" + bucket + "?versioning", versioning)))
                .isEqualTo("200");
    }

    /** Writes an object and returns the id of its version; empty where none is told. */
    @CanIgnoreReturnValue
    String put(String path, String body, String... headers) throws Exception {
        HttpResponse<byte[]> put = send("PUT", path, body, headers);
        assertThat(outcome(put)).as(path).isEqualTo("200");
        return header(put, "x-amz-version-id");
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The texts of all elements of a name. */
    static List<String> all(HttpResponse<byte[]> response, String name) {
        List<String> texts = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text(response));
        while (matcher.find()) {
            texts.add(matcher.group(1));
        }
        return texts;
    }

    @Override
    public void close() throws TimeoutException {
        node.close();
    }
}
