package dev.cistern.backends.s3;

import dev.cistern.backends.http.BackendUrl;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A bucket of S3, and how to get at it.
 *
 * @param bucket its name there
 * @param prefix what all keys begin with there; empty or ending in {@code /}
 * @param region that requests are signed for
 * @param origin where requests go
 * @param pathStyle whether the bucket's name is in the path, and not in the name of the host
 * @param etag whether entity tags of 32 hexadecimal digits are MD5s
 * @param requesterPays whether who asks pays for it, and not the bucket's owner
 * @param identity whose requests they are
 */
public record S3Location(
        String bucket,
        String prefix,
        String region,
        Origin origin,
        boolean pathStyle,
        EtagMeaning etag,
        boolean requesterPays,
        Identity identity) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "s3://";

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Set<String> PARAMETERS =
            Set.of("endpoint", "region", "style", "etag", "requester_pays", "profile", "credentials_file", "anonymous");

    private static final String HINT =
            "s3://BUCKET/PREFIX/?region=REGION, or s3://BUCKET/?endpoint=http://HOST:PORT for a server"
                    + " that is not Amazon's";

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
    public static S3Location parse(String text, String defaultRegion) {
        BackendUrl url = BackendUrl.parse(text, PARAMETERS, HINT);
        String bucket = url.name();
        if (!BUCKET.matcher(bucket).matches()) {
            throw url.refused("it must name a bucket");
        }
        String region = url.parameter("region").orElse(defaultRegion);
        if (!REGION.matcher(region).matches()) {
            throw url.refused("'" + region + "' is no region");
        }
        Optional<Origin> endpoint = url.endpoint();
        boolean pathStyle = url.choice("style", Map.of("path", true, "host", false))
                .orElse(endpoint.isPresent() || bucket.contains("."));
        EtagMeaning etag = url.choice("etag", Map.of("md5", EtagMeaning.MD5, "opaque", EtagMeaning.OPAQUE))
                .orElse(EtagMeaning.MD5);
        Identity identity = new Identity(
                url.choice("anonymous", Map.of("true", true, "false", false)).orElse(false),
                url.parameter("profile"),
                url.parameter("credentials_file").map(Path::of));
        boolean requesterPays = url.choice("requester_pays", Map.of("true", true, "false", false))
                .orElse(false);
        Origin origin = named(bucket, pathStyle, endpoint.orElseGet(() -> amazons(region)));
        return new S3Location(bucket, url.prefix(url.path()), region, origin, pathStyle, etag, requesterPays, identity);
    }

    private static Origin amazons(String region) {
        return new Origin("s3." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""), 443, true);
    }

    private static Origin named(String bucket, boolean pathStyle, Origin service) {
        return pathStyle ? service : new Origin(bucket + "." + service.host(), service.port(), service.tls());
    }

    /**
     * The same bucket in another region: at Amazon's usual hosts that is another host, at others only what requests are signed for.
     *
     * @return empty where that cannot be the name of a region
     */
    Optional<S3Location> in(String other) {
        if (!REGION.matcher(other).matches()) {
            return Optional.empty();
        }
        boolean usual = origin.equals(named(bucket, pathStyle, amazons(region)));
        Origin moved = usual ? named(bucket, pathStyle, amazons(other)) : origin;
        return Optional.of(new S3Location(bucket, prefix, other, moved, pathStyle, etag, requesterPays, identity));
    }

    /** Whether it is Amazon's own, and not another that speaks its API. */
    boolean isAmazons() {
        return origin.host().endsWith(".amazonaws.com") || origin.host().endsWith(".amazonaws.com.cn");
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

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " at " + origin;
    }
}
