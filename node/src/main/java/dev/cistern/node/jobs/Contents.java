package dev.cistern.node.jobs;

import dev.cistern.node.store.ObjectInfo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether two objects have the same bytes, as far as what is known of them says. */
final class Contents {
    private static final Pattern MD5_TAG = Pattern.compile("\"([0-9a-f]{32})\"");

    private Contents() {}

    /** Where nothing is known of the bytes of one of them, they may differ. */
    static boolean areSame(ObjectInfo one, ObjectInfo other) {
        Optional<String> md5 = md5(one);
        return one.size() == other.size()
                && md5.isPresent()
                && md5.equals(md5(other))
                && one.metadata().equals(other.metadata());
    }

    private static Optional<String> md5(ObjectInfo object) {
        if (!object.md5().isEmpty()) {
            return object.traits().encrypted().isPresent() ? Optional.empty() : Optional.of(object.md5());
        }
        Matcher tag = MD5_TAG.matcher(object.etag());
        return tag.matches() ? Optional.of(tag.group(1)) : Optional.empty();
    }
}
