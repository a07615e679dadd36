package dev.cistern.node;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signatures of requests to OCI, checked as Oracle documents them: by the public key of whoever has signed, over the headers that
 * must be signed.
 */
final class OciSignatures {
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final Pattern FIELD = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<String> OF_ALL = Set.of("date", "(request-target)", "host");
    private static final Set<String> OF_DOCUMENTS = Set.of("content-length", "content-type", "x-content-sha256");

    private final KeyPair pair;
    private volatile String keyId;

    OciSignatures() throws GeneralSecurityException {
        pair = pair();
        byte[] digest = MessageDigest.getInstance("MD5").digest(pair.getPublic().getEncoded());
        keyId = "ocid1.tenancy.oc1..t/ocid1.user.oc1..u/"
                + HexFormat.ofDelimiter(":").formatHex(digest);
    }

    static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        return generator.generateKeyPair();
    }

    /** From now on, only requests by this key's name are somebody's. */
    void only(String keyId) {
        this.keyId = keyId;
    }

    String pem() {
        return pem(pair);
    }

    static String pem(KeyPair pair) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
    }

    /** Writes a file as Oracle's command line has it, and its key beside it. */
    Path config(Path folder, String pem) throws IOException {
        Files.createDirectories(folder);
        Path key = Files.writeString(folder.resolve("key.pem"), pem);
        String fingerprint = keyId.substring(keyId.lastIndexOf('/') + 1);
        return Files.writeString(
                folder.resolve("config"),
                "[DEFAULT]\nuser=ocid1.user.oc1..u\ntenancy=ocid1.tenancy.oc1..t\nfingerprint=" + fingerprint
                        + "\nkey_file=" + key + "\n");
    }

    /** Why a request is nobody's; empty where it is signed as it must be. */
    Optional<String> refuse(HttpExchange exchange, byte[] body) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("Signature ")) {
            return Optional.of("there is no signature");
        }
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(authorization);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        if (!keyId.equals(fields.get("keyId"))) {
            return Optional.of("nobody has the key " + fields.get("keyId"));
        }
        if (!"1".equals(fields.get("version")) || !"rsa-sha256".equals(fields.get("algorithm"))) {
            return Optional.of("it is of another version");
        }
        List<String> names = List.of(fields.getOrDefault("headers", "").split(" "));
        boolean document = exchange.getRequestMethod().equals("POST");
        if (!names.containsAll(OF_ALL) || (document && !names.containsAll(OF_DOCUMENTS))) {
            return Optional.of("not all is signed that must be: " + names);
        }
        return wrong(exchange, body, names, fields.getOrDefault("signature", ""));
    }

    private Optional<String> wrong(HttpExchange exchange, byte[] body, List<String> names, String signature) {
        Headers headers = exchange.getRequestHeaders();
        try {
            Instant date = ZonedDateTime.parse(headers.getFirst("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            if (Duration.between(date, Instant.now()).abs().compareTo(MOST_SKEW) > 0) {
                return Optional.of("it is of another time");
            }
            String digest = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
            if (names.contains("x-content-sha256") && !digest.equals(headers.getFirst("x-content-sha256"))) {
                return Optional.of("the body is another");
            }
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(pair.getPublic());
            verifier.update(signed(exchange, names).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature))
                    ? Optional.empty()
                    : Optional.of("the signature is wrong");
        } catch (GeneralSecurityException | IllegalArgumentException | DateTimeParseException e) {
            return Optional.of(e.toString());
        }
    }

    private static String signed(HttpExchange exchange, List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = name.equals("(request-target)")
                    ? exchange.getRequestMethod().toLowerCase(Locale.ROOT) + " " + exchange.getRequestURI()
                    : exchange.getRequestHeaders().getFirst(name);
            text.append(text.isEmpty() ? "" : "\n").append(name).append(": ").append(value);
        }
        return text.toString();
    }
}
