package dev.cistern.node.jobs;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do.
 *
 * @param bucket whose objects it is about
 * @param selection which of them
 * @param to the bucket that they are copied to, of the kinds that copy
 * @param deletes whether a sync removes what is not in {@code bucket}
 * @param dry whether it only looks and counts
 */
public record JobOrder(
        Kind kind, BucketName bucket, Selection selection, Optional<BucketName> to, Deletes deletes, Manner dry) {

    private static final List<String> FIELDS =
            List.of("kind", "bucket", "prefix", "keys", "template", "to", "delete", "dry_run");

    /** What is done with each object. */
    public enum Kind {
        /** It is fetched from the bucket's backend, unless it is here. */
        PREFETCH,
        /** The copy that is here is removed; its backend keeps it. */
        EVICT,
        /** It is written to another bucket. */
        COPY,
        /** It is written to another bucket unless that has the same. */
        SYNC;

        boolean writes() {
            return this == COPY || this == SYNC;
        }
    }

    /** Whether a sync removes what it does not find. */
    public enum Deletes {
        NOTHING,
        MISSING
    }

    /** Whether something is done, or only counted. */
    public enum Manner {
        REAL,
        DRY
    }

    /**
     * Reads what a client sends, or {@link #json} has written.
     *
     * @throws StoreException {@link Code#INVALID_ARGUMENT} for whatever is not meant so: a job does much
     */
    public static JobOrder parse(JsonObject json) {
        for (String field : json.fieldNames()) {
            if (!FIELDS.contains(field)) {
                throw wrong("a job has no \"" + field + "\"; it has " + String.join(", ", FIELDS));
            }
        }
        Kind kind = word(Kind.class, json.getValue("kind"), "kind");
        Optional<BucketName> to =
                json.containsKey("to") ? Optional.of(new BucketName(text(json, "to"))) : Optional.empty();
        if (kind.writes() != to.isPresent()) {
            throw wrong("copy and sync need a bucket \"to\" write to, and others have none");
        }
        boolean delete = flag(json, "delete");
        Selection selection = selection(json);
        if (delete && (kind != Kind.SYNC || !(selection instanceof Selection.Prefix))) {
            throw wrong("\"delete\" is for a sync by prefix");
        }
        return new JobOrder(
                kind,
                new BucketName(text(json, "bucket")),
                selection,
                to,
                delete ? Deletes.MISSING : Deletes.NOTHING,
                flag(json, "dry_run") ? Manner.DRY : Manner.REAL);
    }

    private static boolean flag(JsonObject json, String field) {
        if (!json.containsKey(field)) {
            return false;
        }
        if (json.getValue(field) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(
                "\"" + field + "\" must be true or false, without quotes, not " + Json.encode(json.getValue(field)));
    }

    private static String text(JsonObject json, String field) {
        return text(json.getValue(field), field);
    }

    private static String text(@Nullable Object value, String field) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("\"" + field + "\" must be a text, not " + Json.encode(value));
    }

    private static Selection selection(JsonObject json) {
        boolean keys = json.containsKey("keys");
        boolean template = json.containsKey("template");
        if ((keys && template) || (json.containsKey("prefix") && (keys || template))) {
            throw wrong("say which objects by one of \"prefix\", \"keys\" and \"template\"");
        }
        if (template) {
            return Template.parse(text(json, "template"));
        }
        if (!keys) {
            return new Selection.Prefix(json.containsKey("prefix") ? text(json, "prefix") : "");
        }
        List<String> list = new ArrayList<>();
        if (json.getValue("keys") instanceof JsonArray array) {
            array.forEach(key -> list.add(text(key, "keys")));
        }
        if (list.isEmpty()) {
            throw wrong("\"keys\" must be a list of keys");
        }
        return new Selection.Keys(list);
    }

    private static <E extends Enum<E>> E word(Class<E> type, Object value, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw wrong("\"" + name + "\" must be prefetch, evict, copy or sync, not '" + value + "'");
    }

    private static StoreException wrong(String why) {
        return new StoreException(Code.INVALID_ARGUMENT, why);
    }

    /** What {@link #parse} reads. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("bucket", bucket.value());
        selection.write(json);
        to.ifPresent(target -> json.put("to", target.value()));
        if (deletes == Deletes.MISSING) {
            json.put("delete", true);
        }
        if (dry == Manner.DRY) {
            json.put("dry_run", true);
        }
        return json;
    }
}
