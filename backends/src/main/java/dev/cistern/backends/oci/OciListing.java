package dev.cistern.backends.oci;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing, asked for and read. OCI begins at a name, and not behind it: so one more is asked for. It folds at
 * slashes alone; names with another delimiter are folded here.
 */
final class OciListing {
    private static final int MOST_NAMES = 1_000;
    /** Comes after everything that can follow a folded prefix. */
    private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

    private final OciLocation location;
    private final ListPart part;
    private final boolean foldedThere;

    OciListing(OciLocation location, ListPart part) {
        this.location = location;
        this.part = part;
        this.foldedThere = part.delimiter().equals("/");
    }

    /** Where it begins there; empty for the beginning. */
    String start() {
        return part.startAfter()
                .map(after -> location.prefix() + after + (isFolded(after) ? LAST : ""))
                .orElse("");
    }

    /** @param start a name there, from which on */
    String target(String start) {
        int most = part.delimiter().isEmpty() || foldedThere ? Math.min(part.atMost() + 1, MOST_NAMES) : MOST_NAMES;
        StringBuilder target = new StringBuilder(location.objectsTarget())
                .append("?fields=name,size,etag,timeCreated,timeModified&limit=")
                .append(most);
        append(target, "prefix", location.prefix() + part.prefix());
        append(target, "delimiter", foldedThere ? "/" : "");
        append(target, "start", start);
        return target.toString();
    }

    private static void append(StringBuilder target, String name, String value) {
        if (!value.isEmpty()) {
            target.append('&').append(name).append('=').append(KeyEncoding.component(value));
        }
    }

    /** Whether a page ended in a common prefix: what is folded into it must not come again. */
    private boolean isFolded(String after) {
        return folded(after).filter(after::equals).isPresent();
    }

    private Optional<String> folded(String key) {
        if (part.delimiter().isEmpty() || !key.startsWith(part.prefix())) {
            return Optional.empty();
        }
        int at = key.indexOf(part.delimiter(), part.prefix().length());
        return at < 0
                ? Optional.empty()
                : Optional.of(key.substring(0, at + part.delimiter().length()));
    }

    /**
     * What OCI gave at once.
     *
     * @param next where it goes on; empty where that was all
     */
    record Names(Page page, String next) {
        boolean isEmpty() {
            return page.objects().isEmpty() && page.commonPrefixes().isEmpty();
        }
    }

    /** @throws BackendException where it is not what was asked for */
    Names read(Buffer text) throws BackendException {
        try {
            JsonObject json = new JsonObject(text);
            NavigableMap<String, Optional<Listed>> all = new TreeMap<>(ListableBackend.BY_BYTES);
            for (Object item : json.getJsonArray("objects", new JsonArray())) {
                JsonObject object = (JsonObject) item;
                String key = own(object.getString("name"));
                Optional<String> prefix = folded(key);
                if (prefix.isPresent()) {
                    all.put(prefix.get(), Optional.empty());
                } else {
                    all.put(key, Optional.of(listed(key, object)));
                }
            }
            for (Object prefix : json.getJsonArray("prefixes", new JsonArray())) {
                all.put(own((String) prefix), Optional.empty());
            }
            part.startAfter().ifPresent(after -> all.headMap(after, true).clear());
            String next = json.getString("nextStartWith");
            return new Names(page(all, next), next == null ? "" : next);
        } catch (RuntimeException e) {
            throw new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote a list that cannot be read: " + e.getMessage());
        }
    }

    private Page page(NavigableMap<String, Optional<Listed>> all, @Nullable String next) {
        boolean more = next != null || all.size() > part.atMost();
        while (all.size() > part.atMost()) {
            var unused = all.pollLastEntry();
        }
        List<Listed> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        all.forEach((key, object) -> object.ifPresentOrElse(objects::add, () -> prefixes.add(key)));
        return Page.of(objects, prefixes, more);
    }

    private static Listed listed(String key, JsonObject object) {
        String modified = object.getString("timeModified", object.getString("timeCreated"));
        return new Listed(
                key, object.getLong("size"), Instant.parse(modified), OciHeaders.quoted(object.getString("etag", "")));
    }

    private String own(String name) {
        if (!name.startsWith(location.prefix())) {
            throw new IllegalArgumentException("'" + name + "' is not below '" + location.prefix() + "'");
        }
        return name.substring(location.prefix().length());
    }
}
