package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BodyDigests;

/**
 * A body that is complete, and synced where it is in a blob.
 *
 * @param inline the bytes themselves where they go into the record, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Received(long size, BodyDigests.Values digests, Place place, byte[] inline) {}
