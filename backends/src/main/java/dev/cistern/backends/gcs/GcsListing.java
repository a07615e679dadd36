package dev.cistern.backends.gcs;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.ListableBackend.Page;
import dev.cistern.backends.http.KeyEncoding;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page of a listing, asked for and read. Google begins at a name, and not behind it: so one more is asked for. */
final class GcsListing {
    private static final int MOST_NAMES = 1_000;

    private final GcsLocation location;
    private final ListPart part;

    GcsListing(GcsLocation location, ListPart part) {
        this.location = location;
        this.part = part;
    }

    /** @param token where Google goes on; empty for the beginning */
    String target(String token) {
        StringBuilder target = new StringBuilder(location.objectsTarget())
                .append("?maxResults=")
                .append(Math.min(part.atMost() + 1, MOST_NAMES));
        append(target, "prefix", location.prefix() + part.prefix());
        append(target, "delimiter", part.delimiter());
        append(
                target,
                "startOffset",
                part.startAfter().map(after -> location.prefix() + after).orElse(""));
        append(target, "pageToken", token);
        return target.toString();
    }

    private static void append(StringBuilder target, String name, String value) {
        if (!value.isEmpty()) {
            target.append('&').append(name).append('=').append(KeyEncoding.component(value));
        }
    }

    /**
     * What Google gave at once.
     *
     * @param token where it goes on; empty where that was all
     */
    record Names(Page page, String token) {
        boolean isEmpty() {
            return page.objects().isEmpty() && page.commonPrefixes().isEmpty();
        }
    }

    /** @throws BackendException where it is not what was asked for */
    Names read(Buffer text) throws BackendException {
        try {
            JsonObject json = new JsonObject(text);
            List<Listed> objects = new ArrayList<>();
            for (Object item : json.getJsonArray("items", new JsonArray())) {
                String key = own(((JsonObject) item).getString("name"));
                if (comesAfter(key)) {
                    objects.add(GcsObjects.listed(key, (JsonObject) item));
                }
            }
            List<String> prefixes = new ArrayList<>();
            for (Object item : json.getJsonArray("prefixes", new JsonArray())) {
                String prefix = own((String) item);
                if (comesAfter(prefix)) {
                    prefixes.add(prefix);
                }
            }
            String token = json.getString("nextPageToken", "");
            return new Names(page(objects, prefixes, !token.isEmpty()), token);
        } catch (RuntimeException e) {
            throw new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote a list that cannot be read: " + e.getMessage());
        }
    }

    private Page page(List<Listed> objects, List<String> prefixes, boolean more) {
        List<String> all = new ArrayList<>(prefixes);
        objects.forEach(object -> all.add(object.key()));
        if (all.size() <= part.atMost()) {
            return Page.of(objects, prefixes, more);
        }
        all.sort(ListableBackend.BY_BYTES);
        String last = all.get(part.atMost() - 1);
        return new Page(
                objects.stream()
                        .filter(object -> ListableBackend.BY_BYTES.compare(object.key(), last) <= 0)
                        .toList(),
                prefixes.stream()
                        .filter(prefix -> ListableBackend.BY_BYTES.compare(prefix, last) <= 0)
                        .toList(),
                Optional.of(last));
    }

    private boolean comesAfter(String key) {
        return part.startAfter().isEmpty()
                || ListableBackend.BY_BYTES.compare(key, part.startAfter().get()) > 0;
    }

    private String own(String name) {
        if (!name.startsWith(location.prefix())) {
            throw new IllegalArgumentException("'" + name + "' is not below '" + location.prefix() + "'");
        }
        return name.substring(location.prefix().length());
    }
}
