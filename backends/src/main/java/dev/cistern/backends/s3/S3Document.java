package dev.cistern.backends.s3;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an answer of S3, without attributes and namespaces. The parser takes no document types and no entities of
 * its own, and nothing deeper than {@value #DEEPEST} levels.
 */
record S3Document(String name, String text, List<S3Document> children) {
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
    private record Open(String name, StringBuilder text, List<S3Document> children) {}

    /** @return empty where it is no document */
    static Optional<S3Document> parse(Buffer body) {
        try {
            XMLStreamReader in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body.getBytes()));
            Deque<Open> open = new ArrayDeque<>();
            while (in.hasNext()) {
                int event = in.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (open.size() == DEEPEST) {
                        return Optional.empty();
                    }
                    open.push(new Open(in.getLocalName(), new StringBuilder(), new ArrayList<>()));
                } else if (event == XMLStreamConstants.CHARACTERS && !open.isEmpty()) {
                    open.element().text.append(in.getText());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    Open done = open.pop();
                    S3Document element = new S3Document(done.name, done.text.toString(), List.copyOf(done.children));
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

    /** The text of a child; empty where there is none. */
    String textOf(String child) {
        return children.stream()
                .filter(element -> element.name.equals(child))
                .map(S3Document::text)
                .findFirst()
                .orElse("");
    }

    List<S3Document> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }
}
