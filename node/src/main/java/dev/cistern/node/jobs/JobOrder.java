package dev.cistern.node.jobs;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /** Reads what a client sends, or {@link #json} has written. */
    public static JobOrder parse(JsonObject json) {
        Kind kind = word(Kind.class, json.getValue("kind"), "kind");
        Optional<BucketName> to = Optional.ofNullable(json.getValue("to")).map(name -> new BucketName(name.toString()));
        if (kind.writes() != to.isPresent()) {
            throw wrong("copy and sync need a bucket \"to\" write to, and others have none");
        }
        boolean delete = Boolean.TRUE.equals(json.getValue("delete"));
        Selection selection = selection(json);
        if (delete && (kind != Kind.SYNC || !(selection instanceof Selection.Prefix))) {
            throw wrong("\"delete\" is for a sync by prefix");
        }
        return new JobOrder(
                kind,
                new BucketName(String.valueOf(json.getValue("bucket"))),
                selection,
                to,
                delete ? Deletes.MISSING : Deletes.NOTHING,
                Boolean.TRUE.equals(json.getValue("dry_run")) ? Manner.DRY : Manner.REAL);
    }

    private static Selection selection(JsonObject json) {
        boolean keys = json.containsKey("keys");
        boolean template = json.containsKey("template");
        if ((keys && template) || (json.containsKey("prefix") && (keys || template))) {
            throw wrong("say which objects by one of \"prefix\", \"keys\" and \"template\"");
        }
        if (template) {
            return Template.parse(String.valueOf(json.getValue("template")));
        }
        if (!keys) {
            return new Selection.Prefix(String.valueOf(json.getValue("prefix", "")));
        }
        List<String> list = new ArrayList<>();
        if (json.getValue("keys") instanceof JsonArray array) {
            array.forEach(key -> list.add(String.valueOf(key)));
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
