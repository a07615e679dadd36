package dev.cistern.node.s3.wire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Documents of buckets as JSON, in the shape in which the command line of Amazon's clients has them. */
public final class DocumentJson {
    /** Elements that may be repeated, and the name of the list of them. */
    private static final Map<String, String> LISTS = Map.of(
            "CORSRule", "CORSRules",
            "AllowedMethod", "AllowedMethods",
            "AllowedOrigin", "AllowedOrigins",
            "AllowedHeader", "AllowedHeaders",
            "ExposeHeader", "ExposeHeaders",
            "Rule", "Rules",
            "And/Tag", "Tags");

    private static final Map<String, String> ELEMENTS = elements();
    private static final Set<String> STRUCTURES = Set.of("Filter");
    private static final Set<String> NUMBERS = Set.of(
            "MaxAgeSeconds",
            "Days",
            "DaysAfterInitiation",
            "NoncurrentDays",
            "NewerNoncurrentVersions",
            "ObjectSizeGreaterThan",
            "ObjectSizeLessThan");

    private DocumentJson() {}

    /** @param document well formed, as this node keeps it */
    public static JsonObject of(XmlElement document) {
        JsonObject json = new JsonObject();
        for (XmlElement child : document.children()) {
            String list = list(document, child);
            if (list.isEmpty()) {
                json.put(child.name(), value(child));
            } else {
                JsonArray values = json.getJsonArray(list, new JsonArray());
                json.put(list, values.add(value(child)));
            }
        }
        return json;
    }

    /**
     * The document that JSON means; what it must not hold is left for the document's own rules to refuse.
     *
     * @throws S3Exception where a name could be none of an element
     */
    public static XmlElement parse(JsonObject json, String root) {
        return XmlElement.parse(XmlOut.document(root, to -> write(to, json)), root);
    }

    /** Empty where there is at most one of it. */
    private static String list(XmlElement parent, XmlElement child) {
        String inParent = LISTS.getOrDefault(parent.name() + "/" + child.name(), "");
        return inParent.isEmpty() ? LISTS.getOrDefault(child.name(), "") : inParent;
    }

    private static Object value(XmlElement element) {
        String text = element.text();
        if (!element.children().isEmpty() || STRUCTURES.contains(element.name())) {
            return of(element);
        }
        if (NUMBERS.contains(element.name())) {
            return Long.parseLong(text);
        }
        return element.name().equals("ExpiredObjectDeleteMarker") ? (Object) Boolean.valueOf(text) : text;
    }

    private static void write(XmlOut to, JsonObject json) {
        json.forEach(member -> {
            String name = ELEMENTS.getOrDefault(member.getKey(), member.getKey());
            if (!name.matches("[A-Za-z]{1,64}")) {
                throw XmlElement.malformed("there is no '" + name.toLowerCase(Locale.ROOT) + "'");
            }
            if (member.getValue() instanceof JsonArray values) {
                values.forEach(value -> write(to, name, value));
            } else {
                write(to, name, member.getValue());
            }
        });
    }

    private static void write(XmlOut to, String name, Object value) {
        if (value instanceof JsonObject json) {
            to.element(name, inside -> write(inside, json));
        } else {
            to.element(name, String.valueOf(value));
        }
    }

    private static Map<String, String> elements() {
        Map<String, String> elements = new HashMap<>();
        LISTS.forEach((element, list) -> elements.put(list, element.substring(element.indexOf('/') + 1)));
        return Map.copyOf(elements);
    }
}
