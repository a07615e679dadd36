package dev.cistern.node.s3.wire;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a document that a client sent. Namespaces are not looked at: clients write them or not. Bounded in depth
 * and number of elements; a document type, and so every entity of its own, is refused.
 */
public final class XmlElement {
    private static final int MOST_DEPTH = 16;
    private static final int MOST_ELEMENTS = 200_000;
    private static final XMLInputFactory FACTORY = factory();

    private final String name;
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlElement(String name) {
        this.name = name;
    }

    /**
     * Reads a document.
     *
     * @param root the name its outermost element must have
     * @throws S3Exception {@link S3Error#MALFORMED_XML}
     */
    public static XmlElement parse(Buffer document, String root) {
        XmlElement parsed;
        try {
            parsed = read(FACTORY.createXMLStreamReader(new ByteArrayInputStream(document.getBytes())));
        } catch (XMLStreamException | RuntimeException e) {
            throw e instanceof S3Exception refused ? refused : malformed("it is not well formed");
        }
        if (!parsed.name.equals(root)) {
            throw malformed("its root is " + parsed.name + " and not " + root);
        }
        return parsed;
    }

    public String name() {
        return name;
    }

    /** All text directly inside. */
    public String text() {
        return text.toString();
    }

    public List<XmlElement> children() {
        return children;
    }

    public List<XmlElement> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }

    public Optional<XmlElement> first(String child) {
        return children.stream().filter(element -> element.name.equals(child)).findFirst();
    }

    /** @throws S3Exception {@link S3Error#MALFORMED_XML} where there are several of that name */
    public Optional<XmlElement> atMostOne(String child) {
        if (all(child).size() > 1) {
            throw malformed(name + " has more than one " + child);
        }
        return first(child);
    }

    /** @throws S3Exception {@link S3Error#MALFORMED_XML} where a child has another name than these */
    public void requireOnly(Set<String> known) {
        for (XmlElement child : children) {
            if (!known.contains(child.name)) {
                throw malformed(name + " has a " + child.name);
            }
        }
    }

    /** The text of a child, without the white space around it. */
    public Optional<String> textOf(String child) {
        return first(child).map(element -> element.text().strip());
    }

    /** @throws S3Exception {@link S3Error#MALFORMED_XML} where the child is missing */
    public String requiredText(String child) {
        return first(child).map(XmlElement::text).orElseThrow(() -> malformed(name + " lacks " + child));
    }

    public static S3Exception malformed(String why) {
        return new S3Exception(S3Error.MALFORMED_XML, S3Error.MALFORMED_XML.sentence() + " (" + why + ")");
    }

    private static XmlElement read(XMLStreamReader in) throws XMLStreamException {
        Deque<XmlElement> open = new ArrayDeque<>();
        XmlElement root = null;
        int elements = 0;
        while (in.hasNext()) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                elements++;
                XmlElement element = new XmlElement(in.getLocalName());
                if (elements > MOST_ELEMENTS || open.size() == MOST_DEPTH) {
                    throw malformed("it has more than " + MOST_ELEMENTS + " elements or is deeper than " + MOST_DEPTH);
                }
                if (open.isEmpty()) {
                    root = element;
                } else {
                    open.getLast().children.add(element);
                }
                open.addLast(element);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.removeLast();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (!open.isEmpty()) {
                    open.getLast().text.append(in.getText());
                }
            } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw malformed("it has a document type");
            }
        }
        if (root == null) {
            throw malformed("it is empty");
        }
        return root;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory;
    }
}
