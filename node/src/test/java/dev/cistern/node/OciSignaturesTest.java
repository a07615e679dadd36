package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.oracle.bmc.ConfigFileReader;
import com.oracle.bmc.auth.ConfigFileAuthenticationDetailsProvider;
import com.oracle.bmc.http.signing.DefaultRequestSigner;
import com.oracle.bmc.http.signing.RequestSigner;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a signature which is wrong is found out by {@link OciStub}, and what the backend then says. */
final class OciSignaturesTest {
    private static final String UPLOADS = "/n/names/b/contract/u";
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length");

    @TempDir
    private Path folder = Path.of("");

    private OciStub stub = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static OciStub unstarted() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        stub = new OciStub(folder);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    /** The headers that Oracle's library adds to a POST. */
    private Map<String, String> signed(String target, String body) throws Exception {
        Path config = stub.signatures.config(folder, stub.signatures.pem());
        RequestSigner signer = DefaultRequestSigner.createRequestSigner(
                new ConfigFileAuthenticationDetailsProvider(ConfigFileReader.parse(config.toString(), "DEFAULT")));
        return new TreeMap<>(signer.signRequest(
                URI.create(stub.endpoint() + target),
                "POST",
                Map.of("content-type", List.of("application/json")),
                body));
    }

    private int post(String target, Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(stub.endpoint() + target)).POST(BodyPublishers.ofString(body));
        headers.forEach((name, value) -> {
            if (!OF_THE_CLIENT.contains(name)) {
                request.header(name, value);
            }
        });
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void whatOraclesLibrarySignsIsTakenAndNothingElse() throws Exception {
        String body = "{\"object\":\"a\"}";
        Map<String, String> headers = signed(UPLOADS, body);
        assertThat(post(UPLOADS, headers, body)).isEqualTo(200);

        assertThat(post(UPLOADS, headers, "{\"object\":\"b\"}")).isEqualTo(401);
        assertThat(post(UPLOADS + "?a=b", headers, body)).isEqualTo(401);
        assertThat(post(UPLOADS, without(headers, "authorization"), body)).isEqualTo(401);
        headers.put("date", "Sun, 29 Nov 2020 06:00:00 GMT");
        assertThat(post(UPLOADS, headers, body)).isEqualTo(401);
        Map<String, String> forged = signed(UPLOADS, body);
        forged.compute("authorization", (name, value) -> String.valueOf(value)
                .replaceFirst("signature=\"...", "signature=\"AAA"));
        assertThat(post(UPLOADS, forged, body)).isEqualTo(401);
        assertThat(stub.refused)
                .containsExactly(
                        "the body is another",
                        "the signature is wrong",
                        "there is no signature",
                        "it is of another time",
                        "the signature is wrong");
    }

    private static Map<String, String> without(Map<String, String> headers, String name) {
        Map<String, String> others = new TreeMap<>(headers);
        others.remove(name);
        return others;
    }

    private BackendException listing(Path config) throws Exception {
        String url = "oci://names/contract/?endpoint=" + stub.endpoint() + "&config_file=" + config;
        try (ContractBackend backend = new ContractBackend(url)) {
            BackendException failed = catchThrowableOfType(
                    BackendException.class,
                    () -> backend.on(() -> backend.listable.list(new ListPart("", "", Optional.empty(), 1))));
            assertThat(failed).isNotNull();
            return failed;
        }
    }

    @Test
    void requestsWithAnothersKeyAreRefusedAndTheReasonIsTold() throws Exception {
        Path config = stub.signatures.config(folder, OciSignatures.pem(OciSignatures.pair()));

        assertThat(listing(config)).hasMessageContaining("NotAuthenticated").hasMessageContaining("signature is wrong");
        assertThat(stub.requests).isEmpty();
    }

    @Test
    void keyThatCannotBeReadIsSaidAndNothingIsSent() throws Exception {
        Path broken = stub.signatures.config(folder, "no key\n");

        assertThat(listing(broken)).hasMessageContaining("no credentials for OCI");
        assertThat(listing(folder.resolve("nowhere"))).hasMessageContaining("cannot be read");
        Files.delete(folder.resolve("key.pem"));
        assertThat(listing(broken)).hasMessageContaining("no credentials for OCI");
        assertThat(stub.refused).isEmpty();
    }

    @Test
    void backendIsCheckedStepByStep() throws Exception {
        Path config = stub.signatures.config(folder, stub.signatures.pem());
        Vertx vertx = Vertx.vertx();
        DialledLayers layers = new DialledLayers(vertx, Settings.of(new KeyValues()));
        try {
            BackendCheck check = new BackendCheck(vertx, layers);
            String url = "oci://names/contract/?endpoint=" + stub.endpoint() + "&config_file=";

            JsonObject works = check.run(url + config, true).await(60, TimeUnit.SECONDS);
            JsonObject nobody = check.run(url + folder.resolve("none"), true).await(60, TimeUnit.SECONDS);

            assertThat(works.getBoolean("works")).as(works.encodePrettily()).isTrue();
            assertThat(works.getJsonArray("steps")).hasSize(10);
            assertThat(works.encode()).contains("signed with the key ocid1.tenancy.oc1..t/ocid1.user.oc1..u/");
            assertThat(nobody.getBoolean("works")).isFalse();
            assertThat(nobody.encode()).contains("no credentials for OCI");
        } finally {
            Object unused = layers.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void keysOfSessionsAreNamedByTheirToken() throws Exception {
        Path config = stub.signatures.config(folder, stub.signatures.pem());
        Path token = Files.writeString(folder.resolve("token"), "the.token\n");
        Files.writeString(config, Files.readString(config) + "security_token_file=" + token + "\n");
        stub.signatures.only("ST$the.token");
        String url = "oci://names/contract/?endpoint=" + stub.endpoint() + "&config_file=" + config;
        try (ContractBackend backend = new ContractBackend(url)) {
            backend.put("a", new byte[] {1});

            assertThat(backend.read("a").orElseThrow()).containsExactly(1);
            assertThat(backend.on(backend.writable::identity)).doesNotContain("the.token");
        }
        assertThat(stub.refused).isEmpty();
    }
}
