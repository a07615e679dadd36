package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What pages of other sites may do with buckets of a node, and what their browsers are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3CorsTest {
    private static final String RULES = "<CORSConfiguration>"
            + "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*suffix</AllowedOrigin></CORSRule>"
            + "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>start*end</AllowedOrigin></CORSRule>"
            + "<CORSRule><ID>full</ID><AllowedMethod>PUT</AllowedMethod><AllowedMethod>DELETE</AllowedMethod>"
            + "<AllowedOrigin>https://app.example</AllowedOrigin><AllowedHeader>x-amz-*</AllowedHeader>"
            + "<AllowedHeader>content-type</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
            + "<ExposeHeader>x-amz-request-id</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule>"
            + "<CORSRule><AllowedMethod>HEAD</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
            + "</CORSConfiguration>";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client client = new S3Client(0, "AKT", "secret-key");

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("shared");
        node.createBucket("plain");
        String user = "{\"name\":\"test\",\"access_key\":\"AKT\",\"secret_key\":\"secret-key\"}";
        assertThat(node.send("POST", "/v1/users", bytes(user)).statusCode()).isEqualTo(200);
        client = new S3Client(node.port(), "AKT", "secret-key");
        assertThat(outcome(client.send("PUT", "/shared?cors", bytes(RULES)))).isEqualTo("200");
        assertThat(outcome(client.send("PUT", "/shared/there", bytes("x")))).isEqualTo("200");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @CanIgnoreReturnValue
    private HttpResponse<byte[]> preflight(String path, String... headers) throws Exception {
        return node.send("OPTIONS", path, new byte[0], headers);
    }

    private static String allowed(HttpResponse<byte[]> response) {
        return header(response, "access-control-allow-origin") + " " + header(response, "access-control-allow-methods");
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("-");
    }

    private String put(String rules) throws Exception {
        HttpResponse<byte[]> put =
                client.send("PUT", "/plain?cors", bytes("<CORSConfiguration>" + rules + "</CORSConfiguration>"));
        return outcome(put);
    }

    private static String rule(String inside) {
        return "<CORSRule>" + inside + "</CORSRule>";
    }

    @Test
    void rulesComeBackAsTheyWerePutUntilTheyAreTakenAway() throws Exception {
        node.createBucket("cycle");
        assertThat(outcome(client.send("GET", "/cycle?cors", bytes("")))).isEqualTo("404 NoSuchCORSConfiguration");
        assertThat(outcome(client.send("PUT", "/cycle?cors", bytes(RULES)))).isEqualTo("200");
        HttpResponse<byte[]> got = client.send("GET", "/cycle?cors", bytes(""));
        assertThat(text(got))
                .contains(RULES.substring("<CORSConfiguration>".length()))
                .contains("http://s3.amazonaws.com/doc/2006-03-01/");
        assertThat(header(got, "content-type")).isEqualTo("application/xml");
        assertThat(outcome(client.send("DELETE", "/cycle?cors", bytes("")))).isEqualTo("204");
        assertThat(outcome(client.send("GET", "/cycle?cors", bytes("")))).isEqualTo("404 NoSuchCORSConfiguration");
        assertThat(outcome(client.send("PUT", "/missing?cors", bytes(RULES)))).isEqualTo("404 NoSuchBucket");
        assertThat(outcome(client.send("DELETE", "/missing?cors", bytes("")))).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void preflightOfAnAllowedRequestSaysWhatIsAllowed() throws Exception {
        HttpResponse<byte[]> asked = preflight(
                "/shared/any/key",
                "Origin",
                "https://app.example",
                "Access-Control-Request-Method",
                "PUT",
                "Access-Control-Request-Headers",
                "X-Amz-Date, Content-Type");

        assertThat(outcome(asked)).isEqualTo("200");
        assertThat(allowed(asked)).isEqualTo("https://app.example PUT, DELETE");
        assertThat(header(asked, "access-control-allow-headers")).isEqualTo("x-amz-date, content-type");
        assertThat(header(asked, "access-control-expose-headers")).isEqualTo("ETag, x-amz-request-id");
        assertThat(header(asked, "access-control-max-age")).isEqualTo("3000");
        assertThat(header(asked, "access-control-allow-credentials")).isEqualTo("true");
        assertThat(header(asked, "vary"))
                .isEqualTo("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
        assertThat(asked.body()).isEmpty();
    }

    @Test
    void preflightOfWhatNoRuleAllowsIsForbidden() throws Exception {
        String method = "Access-Control-Request-Method";
        assertThat(outcome(preflight("/shared", "Origin", "other", method, "GET")))
                .isEqualTo("403 AccessForbidden");
        assertThat(outcome(preflight("/shared", "Origin", "a.suffix", method, "PUT")))
                .isEqualTo("403 AccessForbidden");
        HttpResponse<byte[]> header = preflight(
                "/shared",
                "Origin",
                "https://app.example",
                method,
                "PUT",
                "Access-Control-Request-Headers",
                "x-amz-date, x-other");
        assertThat(outcome(header)).isEqualTo("403 AccessForbidden");
        assertThat(element(header, "Message")).startsWith("CORSResponse: ");
        assertThat(allowed(header)).isEqualTo("- -");
        HttpResponse<byte[]> without = preflight("/plain/x", "Origin", "a.suffix", method, "GET");
        assertThat(outcome(without)).isEqualTo("403 AccessForbidden");
        assertThat(element(without, "Message")).isEqualTo("CORSResponse: CORS is not enabled for this bucket.");
        assertThat(outcome(preflight("/missing", "Origin", "a.suffix", method, "GET")))
                .isEqualTo("403 AccessForbidden");
    }

    @Test
    void preflightThatDoesNotSayWhatForIsABadRequest() throws Exception {
        assertThat(outcome(preflight("/shared"))).isEqualTo("400 BadRequest");
        assertThat(outcome(preflight("/shared", "Origin", "a.suffix"))).isEqualTo("400 BadRequest");
        assertThat(outcome(preflight("/shared", "Origin", "a.suffix", "Access-Control-Request-Method", "get")))
                .isEqualTo("400 BadRequest");
    }

    @Test
    void preflightOfAPresignedRequestNeedsNoSignatureOfItsOwn() throws Exception {
        String signed =
                client.presigned("PUT", "/shared/x", Duration.ofMinutes(5)).toString();
        String path = signed.substring(signed.indexOf("/shared"));

        HttpResponse<byte[]> asked =
                preflight(path, "Origin", "https://app.example", "Access-Control-Request-Method", "PUT");

        assertThat(outcome(asked)).isEqualTo("200");
    }

    @Test
    void answersToPagesSayWhatThePageMayRead() throws Exception {
        HttpResponse<byte[]> got = client.send("GET", "/shared/there", bytes(""), "Origin", "startend");
        assertThat(outcome(got)).isEqualTo("200");
        assertThat(allowed(got)).isEqualTo("startend GET");
        assertThat(header(got, "access-control-allow-headers")).isEqualTo("-");
        assertThat(allowed(client.send("GET", "/shared/there", bytes(""), "Origin", "start-x-end")))
                .isEqualTo("start-x-end GET");
        assertThat(allowed(client.send("GET", "/shared/there", bytes(""), "Origin", "star")))
                .isEqualTo("- -");
        assertThat(allowed(client.send("GET", "/shared/there", bytes("")))).isEqualTo("- -");
    }

    @Test
    void rulesForAllSitesNameNoneAndLetNoCookiesThrough() throws Exception {
        HttpResponse<byte[]> head = client.send("HEAD", "/shared/there", bytes(""), "Origin", "https://any.example");

        assertThat(allowed(head)).isEqualTo("* HEAD");
        assertThat(header(head, "access-control-allow-credentials")).isEqualTo("-");
    }

    @Test
    void refusalsCanBeReadByThePageToo() throws Exception {
        HttpResponse<byte[]> missing = client.send("GET", "/shared/nothing", bytes(""), "Origin", "a.suffix");
        assertThat(outcome(missing)).isEqualTo("404 NoSuchKey");
        assertThat(allowed(missing)).isEqualTo("a.suffix GET");
        HttpResponse<byte[]> unsigned = node.send("PUT", "/shared/x", bytes("x"), "Origin", "https://app.example");
        assertThat(outcome(unsigned)).isEqualTo("403 AccessDenied");
        assertThat(allowed(unsigned)).isEqualTo("https://app.example PUT, DELETE");
        HttpResponse<byte[]> named =
                node.send("PUT", "/shared/x", bytes("x"), "Origin", "a.suffix", "Access-Control-Request-Method", "GET");
        assertThat(allowed(named)).isEqualTo("a.suffix GET");
    }

    @Test
    void changedRulesAreInForceAtOnce() throws Exception {
        node.createBucket("changing");
        String all = "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>";
        String[] question = {"Origin", "x", "Access-Control-Request-Method", "GET"};
        assertThat(outcome(preflight("/changing", question))).isEqualTo("403 AccessForbidden");
        String document = "<CORSConfiguration>" + rule(all) + "</CORSConfiguration>";
        assertThat(outcome(client.send("PUT", "/changing?cors", bytes(document))))
                .isEqualTo("200");
        assertThat(outcome(preflight("/changing", question))).isEqualTo("200");
        assertThat(outcome(client.send("DELETE", "/changing?cors", bytes("")))).isEqualTo("204");
        assertThat(outcome(preflight("/changing", question))).isEqualTo("403 AccessForbidden");
    }

    @Test
    void rulesThatBreakARuleAreRefused() throws Exception {
        String get = "<AllowedMethod>GET</AllowedMethod>";
        String all = get + "<AllowedOrigin>*</AllowedOrigin>";
        assertThat(put("")).isEqualTo("400 MalformedXML");
        assertThat(put(rule(get))).isEqualTo("400 MalformedXML");
        assertThat(put(rule("<AllowedOrigin>*</AllowedOrigin>"))).isEqualTo("400 MalformedXML");
        assertThat(put(rule(all + "<Unknown/>"))).isEqualTo("400 MalformedXML");
        assertThat(put(rule(all + "<MaxAgeSeconds>soon</MaxAgeSeconds>"))).isEqualTo("400 MalformedXML");
        assertThat(put(rule(all + "<AllowedMethod>PATCH</AllowedMethod>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all + "<AllowedMethod>get</AllowedMethod>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all + "<AllowedOrigin>*.a.*</AllowedOrigin>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all + "<AllowedHeader>*-*</AllowedHeader>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all + "<ExposeHeader>x-*</ExposeHeader>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all + "<ID>" + "i".repeat(256) + "</ID>"))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all).repeat(101))).isEqualTo("400 InvalidRequest");
        assertThat(put(rule(all).repeat(100))).isEqualTo("200");
        assertThat(outcome(client.send("PUT", "/plain?cors", bytes("<Other/>"))))
                .isEqualTo("400 MalformedXML");
        assertThat(outcome(client.send("PUT", "/plain?cors", bytes("")))).isEqualTo("400 MalformedXML");
        assertThat(outcome(client.send("DELETE", "/plain?cors", bytes("")))).isEqualTo("204");
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
