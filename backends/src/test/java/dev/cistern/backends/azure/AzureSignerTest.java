package dev.cistern.backends.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.common.StorageSharedKeyCredential;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our signer against Microsoft's. */
final class AzureSignerTest {
    private static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final List<String> HEADERS = List.of(
            "Content-Encoding",
            "Content-Language",
            "Content-MD5",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "Range",
            "x-ms-date",
            "x-ms-version",
            "x-ms-blob-type",
            "x-ms-meta-colour",
            "x-ms-meta-_x002d_",
            "x-ms-meta-a_b",
            "x-ms-meta-ab",
            "x-ms-meta-a_",
            "x-ms-metadata",
            "x-ms-blob-content-type",
            "Accept",
            "Cistern-Via");
    private static final List<String> TARGETS = List.of(
            "/contract/a%20b/%C3%BC%2Bx",
            "/contract?restype=container&comp=list&prefix=a%2Fb&delimiter=%2F&marker=",
            "/devstoreaccount1/contract/k?comp=block&blockid=YWJjZA%3D%3D",
            "/c/k?comp=blocklist",
            "/c/k");

    @Test
    void signsEveryRequestAsMicrosoftsLibraryDoes() throws Exception {
        String key = Base64.getEncoder().encodeToString(KEY);
        StorageSharedKeyCredential theirs = new StorageSharedKeyCredential("account", key);
        AzureSigner ours = new AzureSigner("account");
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            String target = TARGETS.get(random.nextInt(TARGETS.size()));
            Map<String, String> headers = new HashMap<>();
            for (String name : HEADERS) {
                if (random.nextInt(3) == 0) {
                    headers.put(name, "value-" + random.nextInt(100));
                }
            }
            headers.put("x-ms-date", "Sun, 29 Nov 2026 06:00:00 GMT");
            MultiMap sent = MultiMap.caseInsensitiveMultiMap().addAll(headers);
            int length = random.nextInt(3);
            headers.put("Content-Length", Integer.toString(length));
            if (length > 0) {
                sent.set("Content-Length", Integer.toString(length));
            }
            HttpMethod method = random.nextBoolean() ? HttpMethod.PUT : HttpMethod.GET;

            String expected = theirs.generateAuthorizationHeader(
                    URI.create("https://account.blob.core.windows.net" + target).toURL(),
                    method.name(),
                    headers,
                    false);

            assertThat(ours.sign(method, target, sent, KEY))
                    .as("%s %s %s", method, target, headers)
                    .isEqualTo(expected);
        }
    }

    @Test
    void namesOfMetadataSurviveWhateverTheyAre() {
        for (String name : List.of("colour", "a-b", "1st", "_x002d_", "x", "ü.y", "_x00", "a_x0041_b", "-")) {
            assertThat(AzureHeaders.encoded(name)).matches("[A-Za-z_][A-Za-z0-9_]*");
            assertThat(AzureHeaders.decoded(AzureHeaders.encoded(name))).isEqualTo(name);
        }
    }
}
