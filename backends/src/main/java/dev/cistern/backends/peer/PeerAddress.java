package dev.cistern.backends.peer;

import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket of another node.
 *
 * @param origin where the node listens
 * @param bucket its name there
 */
public record PeerAddress(Origin origin, String bucket) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "cistern://";

    private static final int DEFAULT_PORT = 7070;
    private static final int MOST_KEYS = 1_000;
    private static final Pattern SHAPE = Pattern.compile(
            "cistern://(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(?::(\\d{1,5}))?/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?");

    /**
     * Reads {@code cistern://HOST:PORT/BUCKET}; the port may be left out where it is 7070.
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
        return new PeerAddress(new Origin(host, port, false), parts.group(3));
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
                        + " bucket there; write cistern://HOST:PORT/BUCKET");
    }

    @Override
    public String toString() {
        return SCHEME + origin + "/" + bucket;
    }
}
