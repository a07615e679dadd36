package dev.cistern.backends.gcs;

import dev.cistern.backends.http.BackendUrl;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A bucket of Google Cloud Storage, and how to get at it.
 *
 * @param prefix what all names begin with there; empty or ending in {@code /}
 * @param origin where requests go
 * @param identity whose requests they are
 */
public record GcsLocation(String bucket, String prefix, Origin origin, Identity identity) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "gs://";

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");
    private static final Set<String> PARAMETERS = Set.of("endpoint", "credentials_file", "anonymous");
    private static final String HINT =
            "gs://BUCKET/PREFIX/, or gs://BUCKET/?endpoint=http://HOST:PORT for a server that is" + " not Google's";

    /**
     * Where credentials are.
     *
     * @param anonymous whether requests have no token
     * @param file as Google's own tools write it; empty for what they find by themselves: {@code
     *     GOOGLE_APPLICATION_CREDENTIALS}, the user's own, the machine's
     */
    public record Identity(boolean anonymous, Optional<Path> file) {}

    /**
     * Reads {@code gs://BUCKET/PREFIX/?endpoint=URL&credentials_file=PATH}.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static GcsLocation parse(String text) {
        BackendUrl url = BackendUrl.parse(text, PARAMETERS, HINT);
        if (!BUCKET.matcher(url.name()).matches()) {
            throw url.refused("it must name a bucket");
        }
        boolean anonymous =
                url.choice("anonymous", Map.of("true", true, "false", false)).orElse(false);
        return new GcsLocation(
                url.name(),
                url.prefix(url.path()),
                url.endpoint().orElseGet(() -> new Origin("storage.googleapis.com", 443, true)),
                new Identity(anonymous, url.parameter("credentials_file").map(Path::of)));
    }

    /** The target of a request for an object. */
    String target(String key) {
        return objectsTarget() + "/" + KeyEncoding.component(prefix + key);
    }

    /** The target of a request for the bucket's objects. */
    String objectsTarget() {
        return "/storage/v1/b/" + KeyEncoding.component(bucket) + "/o";
    }

    /**
     * The target of an upload.
     *
     * @param type how it is sent: {@code multipart} or {@code resumable}
     */
    String uploadTarget(String type, String key) {
        return "/upload" + objectsTarget() + "?uploadType=" + type + "&name=" + KeyEncoding.component(prefix + key);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + " at " + origin;
    }
}
