package dev.cistern.backends.s3;

import dev.cistern.backends.http.HttpAddress;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of S3, and how to get at it.
 *
 * @param bucket its name there
 * @param prefix what all keys begin with there; empty or ending in {@code /}
 * @param region that requests are signed for
 * @param origin where requests go
 * @param pathStyle whether the bucket's name is in the path, and not in the name of the host
 * @param etag whether entity tags of 32 hexadecimal digits are MD5s
 * @param identity whose requests they are
 */
public record S3Location(
        String bucket,
        String prefix,
        String region,
        Origin origin,
        boolean pathStyle,
        EtagMeaning etag,
        Identity identity) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "s3://";

    private static final Pattern SHAPE =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:/([^?#]*))?(?:\\?([^#]*))?");

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Set<String> PARAMETERS =
            Set.of("endpoint", "region", "style", "etag", "profile", "credentials_file", "anonymous");

    private static final int MAX_CHARS = 2_048;

    /** What the entity tag of an object that was stored at once says. */
    public enum EtagMeaning {
        MD5,
        OPAQUE
    }

    /**
     * Where the keys are that requests are signed with.
     *
     * @param anonymous whether requests are not signed
     * @param profile section of the credentials file; empty for what the environment says
     * @param file a credentials file as Amazon's command line has it; empty for the usual places: environment, system
     *     properties, {@code ~/.aws}, web identity, container, instance
     */
    public record Identity(boolean anonymous, Optional<String> profile, Optional<Path> file) {}

    /**
     * Reads {@code s3://BUCKET/PREFIX/?endpoint=URL&region=NAME&style=path}; all but the bucket may be left out.
     *
     * @param defaultRegion where the URL names none
     * @throws IllegalArgumentException saying what would be right
     */
    public static S3Location parse(String url, String defaultRegion) {
        Matcher parts = SHAPE.matcher(url);
        if (!parts.matches() || url.length() > MAX_CHARS) {
            throw refused(url, "it must name a bucket");
        }
        Map<String, String> parameters = parameters(url, parts.group(3));
        String bucket = parts.group(1);
        String region = parameters.getOrDefault("region", defaultRegion);
        if (!REGION.matcher(region).matches()) {
            throw refused(url, "'" + region + "' is no region");
        }
        Optional<String> endpoint = Optional.ofNullable(parameters.get("endpoint"));
        boolean pathStyle =
                switch (parameters.getOrDefault(
                        "style", endpoint.isPresent() || bucket.contains(".") ? "path" : "host")) {
                    case "path" -> true;
                    case "host" -> false;
                    default -> throw refused(url, "style must be 'path' or 'host'");
                };
        EtagMeaning etag = choice(url, parameters, "etag", Map.of("md5", EtagMeaning.MD5, "opaque", EtagMeaning.OPAQUE))
                .orElse(EtagMeaning.MD5);
        boolean anonymous = choice(url, parameters, "anonymous", Map.of("true", true, "false", false))
                .orElse(false);
        Identity identity = new Identity(
                anonymous,
                Optional.ofNullable(parameters.get("profile")),
                Optional.ofNullable(parameters.get("credentials_file")).map(Path::of));
        Origin service = endpoint.map(S3Location::origin)
                .orElseGet(() -> new Origin(
                        "s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""), 443, true));
        Origin origin = pathStyle ? service : new Origin(bucket + "." + service.host(), service.port(), service.tls());
        return new S3Location(bucket, prefix(url, parts.group(2)), region, origin, pathStyle, etag, identity);
    }

    private static Origin origin(String endpoint) {
        HttpAddress address = HttpAddress.parse(endpoint);
        if (!address.prefix().equals("/")) {
            throw refused(endpoint, "an endpoint has no path");
        }
        return address.origin();
    }

    private static String prefix(String url, @Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "";
        }
        String prefix = decoded(url, path);
        return prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private static Map<String, String> parameters(String url, @Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !PARAMETERS.contains(name)) {
                throw refused(
                        url,
                        "'" + name + "' is none of "
                                + String.join(", ", PARAMETERS.stream().sorted().toList()));
            }
            if (parameters.put(name, decoded(url, pair.substring(equals + 1))) != null) {
                throw refused(url, name + " is given twice");
            }
        }
        return parameters;
    }

    private static <T> Optional<T> choice(String url, Map<String, String> parameters, String name, Map<String, T> of) {
        String value = parameters.get(name);
        if (value == null) {
            return Optional.empty();
        }
        T chosen = of.get(value.toLowerCase(Locale.ROOT));
        if (chosen == null) {
            throw refused(
                    url,
                    name + " must be "
                            + String.join(" or ", of.keySet().stream().sorted().toList()));
        }
        return Optional.of(chosen);
    }

    private static String decoded(String url, String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(url, "it is not percent-encoded as it should be");
        }
    }

    /** The target of a request for a key, which S3 keeps byte for byte. */
    String target(String key) {
        StringBuilder target = root();
        KeyEncoding.append(target, prefix + key);
        return target.toString();
    }

    /** The target of a request for the bucket. */
    String bucketTarget() {
        StringBuilder target = root();
        if (pathStyle) {
            target.setLength(target.length() - 1);
        }
        return target.toString();
    }

    private StringBuilder root() {
        StringBuilder target = new StringBuilder(128).append('/');
        if (pathStyle) {
            target.append(bucket).append('/');
        }
        return target;
    }

    private static IllegalArgumentException refused(String url, String why) {
        return new IllegalArgumentException("backend '" + url + "' cannot be used: " + why
                + "; write s3://BUCKET/PREFIX/?region=REGION, or s3://BUCKET/?endpoint=http://HOST:PORT for a server that"
                + " is not Amazon's");
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " at " + origin;
    }
}
