package dev.cistern.backends.oci;

import dev.cistern.backends.http.BackendUrl;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A bucket of OCI Object Storage, and how to get at it.
 *
 * @param namespace of the tenancy that has the bucket
 * @param prefix what all names begin with there; empty or ending in {@code /}
 * @param origin where requests go
 * @param identity whose requests they are
 */
public record OciLocation(String namespace, String bucket, String prefix, Origin origin, Identity identity) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "oci://";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,256}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Set<String> PARAMETERS = Set.of("region", "endpoint", "config_file", "profile", "anonymous");
    private static final String HINT = "oci://NAMESPACE/BUCKET/PREFIX/?region=REGION, or"
            + " oci://NAMESPACE/BUCKET/?endpoint=https://HOST for a realm whose names end otherwise";

    /**
     * Where the key is that requests are signed with.
     *
     * @param anonymous whether requests are not signed
     * @param file as Oracle's command line writes it; empty for what the environment names: a resource principal, else {@code
     *     OCI_CONFIG_FILE}, else {@code ~/.oci/config}
     * @param profile its section; empty for {@code DEFAULT}
     */
    public record Identity(boolean anonymous, Optional<Path> file, Optional<String> profile) {}

    /**
     * Reads {@code oci://NAMESPACE/BUCKET/PREFIX/?region=NAME&config_file=PATH&profile=NAME}.
     *
     * @param environment names a region where the URL does not: {@code OCI_REGION}, {@code OCI_CLI_REGION}, or that of a
     *     resource principal
     * @throws IllegalArgumentException saying what would be right
     */
    public static OciLocation parse(String text, Map<String, String> environment) {
        BackendUrl url = BackendUrl.parse(text, PARAMETERS, HINT);
        int slash = url.path().indexOf('/');
        String bucket = slash < 0 ? url.path() : url.path().substring(0, slash);
        if (!NAME.matcher(url.name()).matches() || !NAME.matcher(bucket).matches()) {
            throw url.refused("it must name a namespace and a bucket");
        }
        boolean anonymous =
                url.choice("anonymous", Map.of("true", true, "false", false)).orElse(false);
        return new OciLocation(
                url.name(),
                bucket,
                url.prefix(slash < 0 ? "" : url.path().substring(slash + 1)),
                url.endpoint().orElseGet(() -> ofRegion(url, environment)),
                new Identity(anonymous, url.parameter("config_file").map(Path::of), url.parameter("profile")));
    }

    private static Origin ofRegion(BackendUrl url, Map<String, String> environment) {
        String region = url.parameter("region")
                .or(() -> Optional.ofNullable(environment.get("OCI_REGION")))
                .or(() -> Optional.ofNullable(environment.get("OCI_CLI_REGION")))
                .or(() -> Optional.ofNullable(environment.get("OCI_RESOURCE_PRINCIPAL_REGION")))
                .orElseThrow(() -> url.refused("it must say in which region it is"));
        if (!REGION.matcher(region).matches()) {
            throw url.refused("'" + region + "' is no region");
        }
        return new Origin("objectstorage." + region + ".oraclecloud.com", 443, true);
    }

    /** The target of a request for an object. */
    String target(String key) {
        return objectsTarget() + "/" + KeyEncoding.component(prefix + key);
    }

    /** The target of a request for the bucket's objects. */
    String objectsTarget() {
        return bucketTarget() + "/o";
    }

    /** The target that begins an upload in parts. */
    String uploadsTarget() {
        return bucketTarget() + "/u";
    }

    private String bucketTarget() {
        return "/n/" + KeyEncoding.component(namespace) + "/b/" + KeyEncoding.component(bucket);
    }

    @Override
    public String toString() {
        return SCHEME + namespace + "/" + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " at " + origin;
    }
}
