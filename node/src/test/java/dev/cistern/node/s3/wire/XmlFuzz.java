package dev.cistern.node.s3.wire;

import io.vertx.core.buffer.Buffer;

/** Documents of clients. */
public final class XmlFuzz {
    private XmlFuzz() {}

    /** What can be read can be written, and read again as the same. */
    public static void fuzzerTestOneInput(byte[] data) {
        XmlElement read;
        try {
            read = XmlElement.parse(Buffer.buffer(data), "Delete");
        } catch (S3Exception refused) {
            if (refused.error() != S3Error.MALFORMED_XML) {
                throw new AssertionError("a document is refused with " + refused.error());
            }
            return;
        }
        Buffer written = XmlOut.plainDocument("Delete", to -> write(to, read));
        requireSame(read, XmlElement.parse(written, "Delete"));
    }

    private static void write(XmlOut to, XmlElement element) {
        to.text(element.text());
        element.children().forEach(child -> to.element(child.name(), inside -> write(inside, child)));
    }

    private static void requireSame(XmlElement one, XmlElement other) {
        boolean same = one.name().equals(other.name())
                && one.text().equals(other.text())
                && one.children().size() == other.children().size();
        if (!same) {
            throw new AssertionError(
                    "<" + one.name() + "> '" + one.text() + "' became <" + other.name() + "> '" + other.text() + "'");
        }
        for (int i = 0; i < one.children().size(); i++) {
            requireSame(one.children().get(i), other.children().get(i));
        }
    }
}
