package dev.cistern.backends.peer;

import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.backends.s3.S3Location;
import dev.cistern.net.client.Origin;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of another node.
 *
 * @param origin where the node listens
 * @param bucket its name there
 * @param login what is shown to the node to prove who this one is
 */
public record PeerAddress(Origin origin, String bucket, PeerLogin login) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "cistern://";

    private static final int DEFAULT_PORT = 7070;
    private static final int MOST_KEYS = 1_000;
    private static final Pattern SHAPE = Pattern.compile(
            "cistern://(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(?::(\\d{1,5}))?/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?(?:\\?([^#]*))?");
    private static final Set<String> PARAMETERS = Set.of("token_file", "profile", "credentials_file");

    /**
     * Reads {@code cistern://HOST:PORT/BUCKET}; the port may be left out where it is 7070. {@code ?token_file=FILE}, or {@code
     * ?profile=NAME&credentials_file=FILE} as of S3, say with what the other node is asked.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static PeerAddress parse(String url) {
        Matcher parts = SHAPE.matcher(url);
        if (!parts.matches()) {
            throw refused(url);
        }
        int port = parts.group(2) == null ? DEFAULT_PORT : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65_535) {
            throw refused(url);
        }
        String host = parts.group(1).replace("[", "").replace("]", "");
        return new PeerAddress(new Origin(host, port, false), parts.group(3), login(url, parts.group(4)));
    }

    private static PeerLogin login(String url, @Nullable String query) {
        if (query == null || query.isEmpty()) {
            return new PeerLogin.None();
        }
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : decoded(url, pair.substring(equals + 1));
            if (!PARAMETERS.contains(name) || value.isEmpty() || parameters.put(name, value) != null) {
                throw refused(url);
            }
        }
        String tokenFile = parameters.get("token_file");
        if (tokenFile == null) {
            return new PeerLogin.Signature(new S3Location.Identity(
                    false,
                    Optional.ofNullable(parameters.get("profile")),
                    Optional.ofNullable(parameters.get("credentials_file")).map(Path::of)));
        }
        if (parameters.size() > 1) {
            throw refused(url);
        }
        return new PeerLogin.Token(Path.of(tokenFile));
    }

    private static String decoded(String url, String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(url);
        }
    }

    /** The target of a request for a key, which the other node keeps byte for byte. */
    String target(String key) {
        StringBuilder target = new StringBuilder(key.length() + 96)
                .append("/v1/objects/")
                .append(bucket)
                .append('/');
        KeyEncoding.append(target, key);
        return target.toString();
    }

    /** The target of a request for a page of the keys there. */
    String listTarget(ListPart part) {
        StringBuilder target =
                new StringBuilder(160).append("/v1/buckets/").append(bucket).append("?limit=");
        target.append(Math.min(part.atMost(), MOST_KEYS));
        append(target, "prefix", part.prefix());
        append(target, "delimiter", part.delimiter());
        append(target, "start_after", part.startAfter().orElse(""));
        return target.toString();
    }

    private static void append(StringBuilder target, String name, String value) {
        if (!value.isEmpty()) {
            target.append('&').append(name).append('=');
            KeyEncoding.append(target, value);
        }
    }

    private static IllegalArgumentException refused(String url) {
        return new IllegalArgumentException(
                "backend '" + url + "' cannot be used: it must name another Cistern node and a"
                        + " bucket there; write cistern://HOST:PORT/BUCKET, with ?token_file=FILE or"
                        + " ?profile=NAME&credentials_file=FILE where that node asks who this one is");
    }

    @Override
    public String toString() {
        return SCHEME + origin + "/" + bucket;
    }
}
