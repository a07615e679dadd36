package dev.cistern.backends.http;

import dev.cistern.net.client.Origin;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL of a cloud's bucket, {@code SCHEME://NAME/PATH?PARAMETER=VALUE&…}, taken apart.
 *
 * @param name what follows the scheme
 * @param path what follows the slash after it, percent-encoded; may be empty
 */
public record BackendUrl(String text, String name, String path, Map<String, String> parameters, String hint) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]+://([^/?#]+)(?:/([^?#]*))?(?:\\?([^#]*))?");
    private static final int MAX_CHARS = 2_048;

    /**
     * Takes it apart.
     *
     * @param known parameters that it may have
     * @param hint how it is written, for people who have written it otherwise
     * @throws IllegalArgumentException saying what would be right
     */
    public static BackendUrl parse(String url, Set<String> known, String hint) {
        Matcher parts = SHAPE.matcher(url);
        if (!parts.matches() || url.length() > MAX_CHARS) {
            throw refused(url, "it must name a bucket", hint);
        }
        String path = parts.group(2);
        return new BackendUrl(
                url, parts.group(1), path == null ? "" : path, parameters(url, parts.group(3), known, hint), hint);
    }

    private static Map<String, String> parameters(String url, @Nullable String query, Set<String> known, String hint) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !known.contains(name)) {
                String names = String.join(", ", known.stream().sorted().toList());
                throw refused(url, "'" + name + "' is none of " + names, hint);
            }
            if (parameters.put(name, decoded(url, pair.substring(equals + 1), hint)) != null) {
                throw refused(url, name + " is given twice", hint);
            }
        }
        return parameters;
    }

    /** The value of a parameter. */
    public Optional<String> parameter(String parameter) {
        return Optional.ofNullable(parameters.get(parameter));
    }

    /** The value of a parameter that has a few only. */
    public <T> Optional<T> choice(String parameter, Map<String, T> of) {
        Optional<String> value = parameter(parameter);
        if (value.isPresent() && !of.containsKey(value.get().toLowerCase(Locale.ROOT))) {
            String names = String.join(" or ", of.keySet().stream().sorted().toList());
            throw refused(parameter + " must be " + names);
        }
        return value.map(name -> of.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The parameter {@code endpoint}: where requests go instead of to the cloud itself. */
    public Optional<Origin> endpoint() {
        return parameter("endpoint").map(endpoint -> {
            HttpAddress address = HttpAddress.parse(endpoint);
            if (!address.prefix().equals("/")) {
                throw refused("an endpoint has no path");
            }
            return address.origin();
        });
    }

    /** A prefix of keys: decoded, and empty or ending in a slash. */
    public String prefix(String encoded) {
        String prefix = decoded(text, encoded, hint);
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private static String decoded(String url, String encoded, String hint) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(url, "it is not percent-encoded as it should be", hint);
        }
    }

    /** To be thrown where it cannot be used. */
    public IllegalArgumentException refused(String why) {
        return refused(text, why, hint);
    }

    private static IllegalArgumentException refused(String url, String why, String hint) {
        return new IllegalArgumentException("backend '" + url + "' cannot be used: " + why + "; write " + hint);
    }
}
