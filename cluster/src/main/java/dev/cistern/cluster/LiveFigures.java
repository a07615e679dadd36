package dev.cistern.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node does, and by what others know it, as it tells them once a second; connections and space are up to 5 s old. Immutable.
 *
 * @param clients connections of clients that are open
 * @param peers connections to other nodes that are open
 * @param backends connections to clouds that are open
 * @param requests that it served since its start
 * @param failed those of them that it failed
 * @param freeBytes of the disk of its data
 * @param certificateUntil when what it shows to other Raft servers ends, in seconds since 1970; 0 where it shows nothing
 * @param secrets ids of the secrets that it believes, the one that it speaks with first; empty where it has none
 */
public record LiveFigures(
        long clients,
        long peers,
        long backends,
        long requests,
        long failed,
        long freeBytes,
        long certificateUntil,
        List<String> secrets) {
    private static final int MOST_SECRETS = 64;

    /** Copies the list. */
    public LiveFigures {
        secrets = List.copyOf(secrets);
    }

    JsonObject toJson(long perSecond) {
        return new JsonObject()
                .put("clients", clients)
                .put("peers", peers)
                .put("backends", backends)
                .put("requests", requests)
                .put("failed", failed)
                .put("requests_per_second", perSecond)
                .put("free_bytes", freeBytes)
                .put("certificate_until", certificateUntil)
                .put("secrets", new JsonArray(secrets));
    }

    /**
     * What another node said, in our own form; null where it said nothing of it, as nodes of former versions.
     *
     * @throws RuntimeException of one kind or another for what is not of the form
     */
    static @Nullable JsonObject checked(@Nullable JsonObject said) {
        if (said == null) {
            return null;
        }
        List<String> secrets = new ArrayList<>();
        for (Object id : said.getJsonArray("secrets", new JsonArray())) {
            if (secrets.size() < MOST_SECRETS) {
                secrets.add(String.valueOf(id));
            }
        }
        return new LiveFigures(
                        said.getLong("clients", 0L),
                        said.getLong("peers", 0L),
                        said.getLong("backends", 0L),
                        said.getLong("requests", 0L),
                        said.getLong("failed", 0L),
                        said.getLong("free_bytes", 0L),
                        said.getLong("certificate_until", 0L),
                        secrets)
                .toJson(said.getLong("requests_per_second", 0L));
    }
}
