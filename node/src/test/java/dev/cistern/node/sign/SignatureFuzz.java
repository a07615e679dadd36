package dev.cistern.node.sign;

import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.RequestTarget;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Signatures in headers and queries. A line of the input each: Authorization, x-amz-date, x-amz-content-sha256, query, path. */
public final class SignatureFuzz {
    private static final Authenticator AUTHENTICATOR = new Authenticator(
            key -> key.startsWith("AK") ? Optional.of("secret") : Optional.empty(),
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    private static final String[] HEADERS = {"Authorization", "x-amz-date", "x-amz-content-sha256"};

    private SignatureFuzz() {}

    /** Anything may be refused, and nothing be believed, since nobody here has the secret. */
    public static void fuzzerTestOneInput(byte[] data) {
        String[] lines = new String(data, StandardCharsets.ISO_8859_1).split("\n", -1);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < HEADERS.length; i++) {
            if (lines.length > i && !lines[i].isEmpty()) {
                headers.add(HEADERS[i], lines[i]);
            }
        }
        String query = lines.length > 3 ? lines[3] : "";
        String path = lines.length > 4 ? lines[4] : "/b/k";
        try {
            RequestTarget target = new RequestTarget(path, query);
            Identity identity = AUTHENTICATOR.verify(
                    new SignedRequest("PUT", "/" + target.after(""), target.parameters(), headers, "localhost"));
            if (identity.accessKey().isPresent()) {
                throw new AssertionError("a signature was believed that nobody made");
            }
        } catch (S3Exception | RequestException refused) {
            // As it should be.
        }
    }
}
