package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectInfo;

/** An object's record, without bytes that live in it. */
public record ObjectRecord(ObjectInfo info, Place place) {

    /** Where an object's bytes are. */
    public sealed interface Place {

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
         */
        record Parts(int crc32c) implements Place {}

        /** In a blob file. */
        record Blob(long id) implements Place {}
    }
}
