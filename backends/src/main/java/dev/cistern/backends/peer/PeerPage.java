package dev.cistern.backends.peer;

import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.ListableBackend.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A page of keys as the native API writes it. */
final class PeerPage {
    private PeerPage() {}

    /** @throws RuntimeException where it is none */
    static Page parse(JsonObject page) {
        List<Listed> objects = new ArrayList<>();
        JsonArray entries = page.getJsonArray("entries");
        for (int i = 0; i < entries.size(); i++) {
            JsonObject entry = entries.getJsonObject(i);
            String md5 = entry.getString("checksum", "");
            objects.add(new Listed(
                    entry.getString("name"),
                    Long.parseLong(entry.getString("size")),
                    Instant.parse(entry.getString("modified")),
                    md5.isEmpty() ? "" : '"' + md5 + '"'));
        }
        List<String> prefixes =
                page.getJsonArray("prefixes").stream().map(String::valueOf).toList();
        return Page.of(objects, prefixes, !page.getString("continuation_token").isEmpty());
    }
}
