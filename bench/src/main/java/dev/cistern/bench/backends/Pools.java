package dev.cistern.bench.backends;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code backend_idle_conn_time} as each kind of cloud feels it: counted by servers that each stand for one. Another node, as
 * {@code cistern://}, is on layer 2 and has a setting of its own.
 */
final class Pools {
    private static final String KEY = "net.http.backend_idle_conn_time";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Trial trial;

    Pools(Trial trial) {
        this.trial = trial;
    }

    void run() throws Exception {
        Front front = Front.start(trial, "pools");
        front.set(new JsonObject().put(KEY, "60s"));
        Map<String, KeptOpen> clouds = new LinkedHashMap<>();
        Path key = trial.folder().resolve("azure.key");
        Files.writeString(key, "c2VjcmV0");
        for (String scheme : new String[] {"s3", "az", "gs", "http"}) {
            KeptOpen cloud = trial.keep(new KeptOpen());
            clouds.put(scheme, cloud);
            ask(front, front.coldBucket(url(scheme, cloud, key)));
        }
        Thread.sleep(LONG_ENOUGH.toMillis());
        boolean kept = clouds.values().stream().allMatch(cloud -> cloud.open() == 1);
        trial.check("60s: each cloud's connection is kept", kept, seen(clouds));
        long changed = System.nanoTime();
        front.set(new JsonObject().put(KEY, "500ms"));
        boolean closed = false;
        while (!closed && System.nanoTime() - changed < LIMIT.toNanos()) {
            closed = clouds.values().stream().allMatch(cloud -> cloud.open() == 0);
            Thread.sleep(5);
        }
        long millis = (System.nanoTime() - changed) / 1_000_000;
        trial.check(
                KEY + " reaches every cloud's pool live",
                closed,
                seen(clouds) + " open " + millis + " ms after 60s became 500ms");
    }

    private static String url(String scheme, KeptOpen cloud, Path key) {
        String endpoint = "http://127.0.0.1:" + cloud.port();
        return switch (scheme) {
            case "s3" -> "s3://cloud/?anonymous=true&style=path&endpoint=" + endpoint;
            case "az" -> "az://account/cloud/?key_file=" + key + "&endpoint=" + endpoint;
            case "gs" -> "gs://cloud/?anonymous=true&endpoint=" + endpoint;
            default -> endpoint + "/cloud/";
        };
    }

    private static void ask(Front front, String bucket) throws IOException {
        try (HttpConnection connection = HttpConnection.open(front.address())) {
            Response answer = connection.exchange(Request.get(Front.target(bucket, "nothing")));
            if (answer.status() != 404) {
                throw new IOException("nothing was found: " + answer.status() + " " + answer.text());
            }
        }
    }

    private static String seen(Map<String, KeptOpen> clouds) {
        StringBuilder seen = new StringBuilder();
        clouds.forEach((scheme, cloud) -> seen.append(seen.isEmpty() ? "" : ", ")
                .append(scheme)
                .append(' ')
                .append(cloud.open()));
        return seen.toString();
    }
}
