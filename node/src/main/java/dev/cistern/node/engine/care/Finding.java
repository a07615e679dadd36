package dev.cistern.node.engine.care;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Something that is not as it ought to be.
 *
 * @param kind what is wrong, out of a closed set
 * @param subject what it is about
 * @param what in words
 */
record Finding(Kind kind, Subject subject, String what) {
    /** What can be wrong. */
    enum Kind {
        /** Bytes do not match their checksum, or cannot be read. */
        DAMAGED_BLOB("damaged_blob"),
        /** A record names a blob that has no file here. */
        MISSING_BLOB("missing_blob"),
        /** It lies, or may lie, on a disk that cannot be used now. */
        UNREADABLE_BLOB("unreadable_blob"),
        DAMAGED_RECORD("damaged_record"),
        /** A file of many records. */
        DAMAGED_FILE("damaged_file"),
        /** A record names a blob that the index of blobs does not know, so that it would be taken for garbage. */
        UNINDEXED_BLOB("unindexed_blob"),
        /** No record names it. */
        ORPHAN("orphan");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * What a finding is about.
     *
     * @param bucket empty where the bucket is not known, or was destroyed
     * @param key of the object
     * @param version its id, where its bucket keeps versions
     * @param part of an upload in parts that is not completed, or of none
     * @param blob its id
     */
    record Subject(
            Optional<String> bucket,
            Optional<String> key,
            Optional<String> version,
            Optional<Long> part,
            Optional<Long> blob) {
        static final Subject NONE =
                new Subject(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Subject blob(long id) {
            return new Subject(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(id));
        }
    }

    JsonObject json() {
        JsonObject json = new JsonObject().put("problem", kind.word);
        subject.bucket.ifPresent(bucket -> json.put("bucket", bucket));
        subject.key.ifPresent(key -> json.put("key", key));
        subject.version.ifPresent(version -> json.put("version", version));
        subject.part.ifPresent(part -> json.put("part", part));
        subject.blob.ifPresent(blob -> json.put("blob", String.format("%016x", blob)));
        return json.put("what", what);
    }
}
