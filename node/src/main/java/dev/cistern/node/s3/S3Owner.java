package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.XmlOut;

/**
 * Whom something belongs to.
 *
 * @param id of an account, or the node's own
 */
record S3Owner(String id, String name) {

    void write(XmlOut to) {
        write(to, "Owner");
    }

    void write(XmlOut to, String element) {
        to.element(element, this::writeFields);
    }

    void writeFields(XmlOut to) {
        to.element("ID", id);
        to.element("DisplayName", name);
    }
}
