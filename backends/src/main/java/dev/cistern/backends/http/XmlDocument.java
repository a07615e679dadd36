package dev.cistern.backends.http;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an answer in XML, without namespaces. The parser takes no document types and no entities of
 * its own, and nothing deeper than {@value #DEEPEST} levels.
 */
public record XmlDocument(String name, Map<String, String> attributes, String text, List<XmlDocument> children) {
    private static final int DEEPEST = 16;
    private static final XMLInputFactory FACTORY = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** An element that is being read. */
    private record Open(String name, Map<String, String> attributes, StringBuilder text, List<XmlDocument> children) {}

    /** @return empty where it is no document */
    public static Optional<XmlDocument> parse(Buffer body) {
        try {
            XMLStreamReader in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body.getBytes()));
            Deque<Open> open = new ArrayDeque<>();
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (open.size() == DEEPEST) {
                        return Optional.empty();
                    }
                    open.push(new Open(in.getLocalName(), attributes(in), new StringBuilder(), new ArrayList<>()));
                } else if (event == XMLStreamConstants.CHARACTERS && !open.isEmpty()) {
                    open.element().text.append(in.getText());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    Open done = open.pop();
                    XmlDocument element = new XmlDocument(
                            done.name, done.attributes, done.text.toString(), List.copyOf(done.children));
                    if (open.isEmpty()) {
                        return Optional.of(element);
                    }
                    open.element().children.add(element);
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> attributes(XMLStreamReader in) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attributes.put(in.getAttributeLocalName(i), in.getAttributeValue(i));
        }
        return attributes;
    }

    /** The first child of a name. */
    public Optional<XmlDocument> child(String child) {
        return children.stream().filter(element -> element.name.equals(child)).findFirst();
    }

    /** The text of a child; empty where there is none. */
    public String textOf(String child) {
        return child(child).map(XmlDocument::text).orElse("");
    }

    public List<XmlDocument> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }
}
