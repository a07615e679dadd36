package dev.cistern.node.engine.care;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a work has found: all of it counted, the first of it in words. Used by any thread. */
final class Findings {
    /** Most that are kept in words. */
    static final int KEPT = 1_000;

    /** Most that can be healed. */
    private static final int REMEMBERED = 100_000;

    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class); // Guarded by this.
    private final Map<Long, Finding> kept = new LinkedHashMap<>(); // By number; guarded by this.
    private final Set<Long> healed = new HashSet<>(); // Their numbers; guarded by this.
    private final Map<Long, Long> blobs = new LinkedHashMap<>(); // Number by id; guarded by this.
    private JsonArray earlier = new JsonArray(); // Words of before a restart.
    private long number;
    private long healedEarlier;

    /** Goes on from a report that was written before a restart. */
    synchronized void load(JsonObject report) {
        JsonObject byKind = report.getJsonObject("counts", new JsonObject());
        for (Finding.Kind kind : Finding.Kind.values()) {
            counts.put(kind, byKind.getLong(kind.word(), 0L));
        }
        number = report.getLong("problems", 0L);
        healedEarlier = report.getLong("healed", 0L);
        earlier = report.getJsonArray("findings", new JsonArray());
    }

    synchronized void add(Finding finding) {
        counts.merge(finding.kind(), 1L, Long::sum);
        number++;
        if (kept.size() + earlier.size() < KEPT) {
            kept.put(number, finding);
        }
        if (blobs.size() < REMEMBERED) {
            long now = number;
            finding.subject().blob().ifPresent(blob -> blobs.put(blob, now));
        }
    }

    /** A blob is good again. */
    synchronized void heal(long blob) {
        Long found = blobs.remove(blob);
        if (found != null) {
            healed.add(found);
        }
    }

    synchronized long count() {
        return number;
    }

    synchronized long count(Finding.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    synchronized long healed() {
        return healedEarlier + healed.size();
    }

    /** Puts counts and words into a report. */
    synchronized void write(JsonObject into) {
        JsonObject byKind = new JsonObject();
        for (Finding.Kind kind : Finding.Kind.values()) {
            byKind.put(kind.word(), count(kind));
        }
        JsonArray words = earlier.copy();
        kept.forEach((at, finding) -> words.add(finding.json().put("healed", healed.contains(at))));
        into.put("problems", number)
                .put("healed", healed())
                .put("counts", byKind)
                .put("findings", words)
                .put("findings_left_out", number - words.size());
    }
}
