package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.lifecycle.RuleFilter.Form;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.ObjectName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads which objects a rule is for. */
final class FilterParser {
    private static final String PREFIX = "Prefix";
    private static final String AND = "And";
    private static final Set<String> CONDITIONS = Set.of(PREFIX, "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan");
    private static final int MOST_TAG_KEY_CHARS = 128;
    private static final int MOST_TAG_VALUE_CHARS = 256;

    private FilterParser() {}

    static RuleFilter filter(XmlElement rule) {
        Optional<XmlElement> prefix = rule.atMostOne(PREFIX);
        Optional<XmlElement> filter = rule.atMostOne("Filter");
        if (prefix.isPresent() == filter.isPresent()) {
            throw XmlElement.malformed("a rule has either a Filter or a Prefix");
        }
        if (prefix.isPresent()) {
            return new RuleFilter(
                    Form.PREFIX, Optional.of(key(prefix.get())), Map.of(), OptionalLong.empty(), OptionalLong.empty());
        }
        XmlElement given = filter.orElseThrow();
        if (given.children().size() > 1) {
            throw XmlElement.malformed("a Filter has one condition; And holds several");
        }
        Optional<XmlElement> and = given.first(AND);
        return and.isPresent() ? conditions(and.get(), Form.AND) : conditions(given, Form.FILTER);
    }

    private static RuleFilter conditions(XmlElement from, Form form) {
        from.requireOnly(CONDITIONS);
        if (form == Form.AND && from.children().isEmpty()) {
            throw XmlElement.malformed("And holds nothing");
        }
        OptionalLong over = bytes(from, "ObjectSizeGreaterThan");
        OptionalLong under = bytes(from, "ObjectSizeLessThan");
        if (under.isPresent() && over.orElse(-1) >= under.getAsLong()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
        }
        return new RuleFilter(form, from.atMostOne(PREFIX).map(FilterParser::key), tags(from), over, under);
    }

    private static String key(XmlElement prefix) {
        int length = prefix.text().getBytes(StandardCharsets.UTF_8).length;
        if (length > ObjectName.MAX_KEY_BYTES) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The maximum size of a prefix is " + ObjectName.MAX_KEY_BYTES + ", not " + length);
        }
        return prefix.text();
    }

    private static Map<String, String> tags(XmlElement from) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (XmlElement tag : from.all("Tag")) {
            tag.requireOnly(Set.of("Key", "Value"));
            String key = tag.requiredText("Key");
            String value = tag.requiredText("Value");
            if (key.isEmpty() || key.length() > MOST_TAG_KEY_CHARS || value.length() > MOST_TAG_VALUE_CHARS) {
                throw new S3Exception(S3Error.INVALID_TAG);
            }
            if (tags.put(key, value) != null) {
                throw new S3Exception(S3Error.INVALID_REQUEST, "Duplicate Tag Keys are not allowed.");
            }
        }
        return tags;
    }

    private static OptionalLong bytes(XmlElement from, String name) {
        Optional<String> text =
                from.atMostOne(name).map(element -> element.text().strip());
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("\\d{1,18}")) {
            throw XmlElement.malformed(name + " is no number of bytes");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }
}
