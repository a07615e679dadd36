package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.ObjectInfo;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which objects a rule is for: those to which all of it applies.
 *
 * @param form how it was written, and is given back
 * @param tags that an object must have, in the order given
 * @param overBytes objects of more bytes than this
 * @param underBytes objects of fewer bytes than this
 */
record RuleFilter(
        Form form, Optional<String> prefix, Map<String, String> tags, OptionalLong overBytes, OptionalLong underBytes) {

    enum Form {
        /** A {@code Prefix} of the rule itself, as in the first version of the document. */
        PREFIX,
        /** A {@code Filter} with one condition, or none. */
        FILTER,
        /** A {@code Filter} with several. */
        AND
    }

    boolean fits(ObjectInfo object) {
        return fits(object.name().key())
                && object.traits().tags().entrySet().containsAll(tags.entrySet())
                && (overBytes.isEmpty() || object.size() > overBytes.getAsLong())
                && (underBytes.isEmpty() || object.size() < underBytes.getAsLong());
    }

    boolean fits(String key) {
        return key.startsWith(keyPrefix());
    }

    String keyPrefix() {
        return prefix.orElse("");
    }

    /** Whether it asks for more than a prefix, which uploads and delete markers do not have. */
    boolean isOfObjects() {
        return !tags.isEmpty() || overBytes.isPresent() || underBytes.isPresent();
    }

    void write(XmlOut to) {
        switch (form) {
            case PREFIX -> writeConditions(to);
            case FILTER -> to.element("Filter", this::writeConditions);
            case AND -> to.element("Filter", filter -> filter.element("And", this::writeConditions));
        }
    }

    private void writeConditions(XmlOut to) {
        prefix.ifPresent(text -> to.element("Prefix", text));
        tags.forEach((key, value) -> to.element("Tag", tag -> {
            tag.element("Key", key);
            tag.element("Value", value);
        }));
        overBytes.ifPresent(bytes -> to.element("ObjectSizeGreaterThan", bytes));
        underBytes.ifPresent(bytes -> to.element("ObjectSizeLessThan", bytes));
    }
}
