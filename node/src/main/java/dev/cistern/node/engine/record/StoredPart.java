package dev.cistern.node.engine.record;

import dev.cistern.node.store.Multiparts.Part;

/**
 * A part and the blob that holds its bytes.
 *
 * @param salt of the key that they are sealed with, 32 hexadecimal digits; empty where they are not
 */
public record StoredPart(Part part, long blobId, String salt) {}
