package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.XmlOut;

/** Whom everything on this node belongs to: users share its buckets. */
final class S3Owner {
    static final String ID = "cistern";

    private S3Owner() {}

    static void write(XmlOut to) {
        to.element("Owner", owner -> {
            owner.element("ID", ID);
            owner.element("DisplayName", ID);
        });
    }
}
