package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectInfo;

/** An object's record, without bytes that live in it. */
public record ObjectRecord(ObjectInfo info, Place place) {

    /** Where an object's bytes are. */
    public sealed interface Place {

        /** The same bytes on other disks, where they are in a blob. */
        default Place at(Places places) {
            return this instanceof Blob blob ? new Blob(blob.id, places) : this;
        }

        /**
         * In the record itself, after its head.
         *
         * @param crc32c of the bytes
         */
        record Inline(int crc32c) implements Place {}

        /**
         * In a blob for each part; the list of parts is in the record itself, after its head.
         *
         * @param crc32c of the list
         * @param placed whether the list says of each part where its blob lies
         */
        record Parts(int crc32c, boolean placed) implements Place {}

        /**
         * In a blob file.
         *
         * @param places whose disks it lies on
         */
        record Blob(long id, Places places) implements Place {
            /** On a node alone, or with the founder of a cluster. */
            public Blob(long id) {
                this(id, Places.FOUNDER);
            }
        }
    }
}
