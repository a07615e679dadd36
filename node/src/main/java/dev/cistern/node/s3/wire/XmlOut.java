package dev.cistern.node.s3.wire;

import io.vertx.core.buffer.Buffer;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document being written, in S3's namespace. Confined to one thread. */
public final class XmlOut {
    public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;

    private XmlOut() {
        try {
            out = FACTORY.createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is inside of an element. */
    public interface Content {
        void write(XmlOut to);
    }

    /** A whole document. */
    public static Buffer document(String root, Content content) {
        return document(root, NAMESPACE, content);
    }

    /** The document of an error, which has no namespace. */
    public static Buffer plainDocument(String root, Content content) {
        return document(root, "", content);
    }

    private static Buffer document(String root, String namespace, Content content) {
        XmlOut xml = new XmlOut();
        xml.writing(out -> out.writeStartDocument("UTF-8", "1.0"));
        xml.writing(out -> out.writeCharacters("\n"));
        xml.writing(out -> out.writeStartElement(root));
        if (!namespace.isEmpty()) {
            xml.writing(out -> out.writeDefaultNamespace(namespace));
        }
        content.write(xml);
        xml.writing(XMLStreamWriter::writeEndElement);
        xml.writing(XMLStreamWriter::writeEndDocument);
        return Buffer.buffer(xml.text.toString());
    }

    public void element(String name, Content content) {
        writing(to -> to.writeStartElement(name));
        content.write(this);
        writing(XMLStreamWriter::writeEndElement);
    }

    public void element(String name, String value) {
        element(name, to -> to.text(value));
    }

    public void element(String name, long value) {
        element(name, Long.toString(value));
    }

    /** The text of an element that consists of text. */
    public void text(String value) {
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\n' && c != '\t') {
                characters(value.substring(from, i));
                int reference = c;
                writing(to -> to.writeEntityRef("#" + reference));
                from = i + 1;
            }
        }
        characters(value.substring(from));
    }

    /**
     * A grantee, the one element of S3 with an attribute of another namespace.
     *
     * @param type {@code CanonicalUser} or {@code Group}
     */
    public void grantee(String type, Content content) {
        String schema = "http://www.w3.org/2001/XMLSchema-instance";
        writing(to -> {
            to.writeStartElement("Grantee");
            to.writeNamespace("xsi", schema);
            to.writeAttribute("xsi", schema, "type", type);
        });
        content.write(this);
        writing(XMLStreamWriter::writeEndElement);
    }

    private void characters(String plain) {
        if (!plain.isEmpty()) {
            writing(to -> to.writeCharacters(plain));
        }
    }

    private interface Write {
        void to(XMLStreamWriter out) throws XMLStreamException;
    }

    private void writing(Write write) {
        try {
            write.to(out);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a writer into memory failed", e);
        }
    }
}
