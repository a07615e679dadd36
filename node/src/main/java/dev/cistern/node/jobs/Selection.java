package dev.cistern.node.jobs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Which objects of a bucket a job is about. */
public sealed interface Selection permits Selection.Prefix, Selection.Named {

    /** Puts it where {@link JobOrder#parse} finds it. */
    void write(JsonObject json);

    /** Those whose keys begin so; all for an empty one. */
    record Prefix(String prefix) implements Selection {
        @Override
        public void write(JsonObject json) {
            json.put("prefix", prefix);
        }
    }

    /** Those of which each key is known. */
    sealed interface Named extends Selection permits Keys, Template {
        long count();

        /** @param index less than {@link #count()} */
        String key(long index);
    }

    /** Those of a list. */
    record Keys(List<String> keys) implements Named {
        public Keys {
            keys = List.copyOf(keys);
        }

        @Override
        public long count() {
            return keys.size();
        }

        @Override
        public String key(long index) {
            return keys.get((int) index);
        }

        @Override
        public void write(JsonObject json) {
            json.put("keys", new JsonArray(keys));
        }
    }
}
