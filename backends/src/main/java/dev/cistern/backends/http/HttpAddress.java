package dev.cistern.backends.http;

import dev.cistern.net.client.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a backend's objects are.
 *
 * @param prefix path that all of them lie below, percent-encoded; begins and ends with {@code /}
 */
public record HttpAddress(Origin origin, String prefix) {
    private static final int MAX_CHARS = 2_048;

    /**
     * Reads {@code http://host:port/prefix/}; the port, the prefix and its last slash may be left out.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static HttpAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw refused(url, "it is no URL: " + e.getReason());
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused(url, "it must begin with http:// or https://");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw refused(url, "it must name a host and, where it is not the usual one, a port");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(url, "it must have no user, no query and no fragment");
        }
        if (url.length() > MAX_CHARS || !url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw refused(url, "it must be at most " + MAX_CHARS + " characters of ASCII");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String host = uri.getHost().replace("[", "").replace("]", "");
        return new HttpAddress(new Origin(host, port, tls), prefixOf(uri.getRawPath()));
    }

    private static String prefixOf(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "/";
        }
        return path.endsWith("/") ? path : path + "/";
    }

    /**
     * The target of a request for a key: the prefix, then the key with every byte percent-encoded that is not unreserved;
     * slashes stay. Empty for a key with a segment {@code .} or {@code ..}: encoded or not, servers resolve these, and what
     * lies outside the prefix is nobody's to read.
     */
    Optional<String> target(String key) {
        for (String segment : key.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return Optional.empty();
            }
        }
        StringBuilder target = new StringBuilder(prefix.length() + key.length() + 16).append(prefix);
        KeyEncoding.append(target, key);
        return Optional.of(target.toString());
    }

    private static IllegalArgumentException refused(String url, String why) {
        return new IllegalArgumentException("backend '" + url + "' cannot be used: " + why
                + "; write http://HOST:PORT/PREFIX/, or cistern://HOST:PORT/BUCKET for another node");
    }

    @Override
    public String toString() {
        return (origin.tls() ? "https://" : "http://") + origin + prefix;
    }
}
