package dev.cistern.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.RecordingCloud.Seen;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Signatures of requests to Azure, checked by Microsoft's library. */
final class AzureCheck {
    private AzureCheck() {}

    /** @param cloud that was asked */
    static void assertSigned(RecordingCloud cloud, Seen request) throws Exception {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, values) -> headers.put(canonical(name), values.get(0)));
        headers.putIfAbsent("Content-Length", "0"); // The library wants one.
        String expected = TwoClouds.azureCredential()
                .generateAuthorizationHeader(
                        URI.create(cloud.endpoint() + request.target()).toURL(), request.method(), headers, false);
        assertThat(request.header("Authorization")).as(request.target()).isEqualTo(expected);
    }

    /** Microsoft's library looks for these as they are written most. */
    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "content-length" -> "Content-Length";
            case "content-type" -> "Content-Type";
            case "content-md5" -> "Content-MD5";
            case "if-match" -> "If-Match";
            case "if-none-match" -> "If-None-Match";
            case "range" -> "Range";
            default -> lower;
        };
    }
}
