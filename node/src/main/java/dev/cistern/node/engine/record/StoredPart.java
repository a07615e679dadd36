package dev.cistern.node.engine.record;

import dev.cistern.node.store.Multiparts.Part;

/**
 * A part and the blob that holds its bytes.
 *
 * @param salt of the key that they are sealed with, 32 hexadecimal digits; empty where they are not
 * @param places whose disks the blob lies on
 */
public record StoredPart(Part part, long blobId, String salt, Places places) {
    /** On a node alone, or with the founder of a cluster. */
    public StoredPart(Part part, long blobId, String salt) {
        this(part, blobId, salt, Places.FOUNDER);
    }

    /** The same part on other disks. */
    public StoredPart at(Places next) {
        return new StoredPart(part, blobId, salt, next);
    }
}
