package dev.cistern.node.api;

import dev.cistern.node.http.RequestException;
import dev.cistern.node.store.Backing;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request says about how a bucket stands to its backend. What it does not name stays.
 *
 * @param goodFor see {@link Backing#goodFor}
 * @param keepAtMostBytes see {@link Backing#keepAtMostBytes}
 */
record BackingChange(Optional<Optional<Duration>> goodFor, Optional<OptionalLong> keepAtMostBytes) {
    private static final String GOOD_FOR = "good_for_seconds";
    private static final String KEEP_AT_MOST = "keep_at_most_bytes";
    private static final long MOST_SECONDS = 999_999_999;

    /** @throws RequestException for a value that is no whole number, nor null to be without */
    static BackingChange parse(JsonObject value) {
        return new BackingChange(
                value.containsKey(GOOD_FOR)
                        ? Optional.of(number(value, GOOD_FOR, MOST_SECONDS).stream()
                                .mapToObj(Duration::ofSeconds)
                                .findFirst())
                        : Optional.empty(),
                value.containsKey(KEEP_AT_MOST)
                        ? Optional.of(number(value, KEEP_AT_MOST, Long.MAX_VALUE))
                        : Optional.empty());
    }

    private static OptionalLong number(JsonObject value, String field, long most) {
        Object given = value.getValue(field);
        if (given == null) {
            return OptionalLong.empty();
        }
        String text = String.valueOf(given);
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most) {
            throw RequestException.badRequest("\"" + field + "\" must be a whole number of "
                    + field.substring(field.lastIndexOf('_') + 1) + ", or null to be without, not "
                    + Json.encode(given));
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    boolean isEmpty() {
        return goodFor.isEmpty() && keepAtMostBytes.isEmpty();
    }

    Backing of(Backing before) {
        return new Backing(
                before.writes(), goodFor.orElse(before.goodFor()), keepAtMostBytes.orElse(before.keepAtMostBytes()));
    }
}
