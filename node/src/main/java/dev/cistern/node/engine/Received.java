package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.Encrypted;
import java.util.Optional;

/**
 * A body that is complete, and synced where it is in a blob.
 *
 * @param size before it was sealed
 * @param inline what goes into the record, sealed where the body is; else empty
 * @param seal of a body that is sealed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Received(long size, BodyDigests.Values digests, Place place, byte[] inline, Optional<BodySeal> seal) {

    Optional<Encrypted> encrypted() {
        return seal.map(BodySeal::encrypted);
    }
}
