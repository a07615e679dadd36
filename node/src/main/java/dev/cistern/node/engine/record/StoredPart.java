package dev.cistern.node.engine.record;

import dev.cistern.node.store.Multiparts.Part;

/** A part and the blob that holds its bytes. */
public record StoredPart(Part part, long blobId) {}
