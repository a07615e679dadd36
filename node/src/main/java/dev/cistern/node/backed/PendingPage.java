package dev.cistern.node.backed;

import dev.cistern.backends.ListableBackend;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A page of a cloud's listing, as it will be when the cloud has what was written here. A folder that only such writes empty is
 * shown until the cloud has them.
 */
final class PendingPage {
    private static final String NO_KEY = "";

    private PendingPage() {}

    /** @param page of the cloud, in answer to the command */
    static ListPage over(ListPage page, ListCommand command, BucketWrites writes) {
        NavigableMap<String, Pending> pending =
                writes.between(command.startAfter().orElse(NO_KEY), page.next());
        if (page.storedOnly().isPresent() || pending.isEmpty()) {
            return page;
        }
        NavigableMap<String, Optional<ObjectInfo>> entries = new TreeMap<>(ListableBackend.BY_BYTES);
        page.objects().forEach(object -> entries.put(object.name().key(), Optional.of(object)));
        page.commonPrefixes().forEach(prefix -> entries.put(prefix, Optional.empty()));
        pending.forEach((key, write) -> apply(key, write, command, entries));
        return cut(entries, command.maxKeys(), page.next());
    }

    private static void apply(
            String key, Pending write, ListCommand command, Map<String, Optional<ObjectInfo>> entries) {
        if (!key.startsWith(command.prefix())) {
            return;
        }
        String delimiter = command.delimiter();
        int end = delimiter.isEmpty()
                ? -1
                : key.indexOf(delimiter, command.prefix().length());
        if (end < 0) {
            write.object().ifPresentOrElse(object -> entries.put(key, Optional.of(object)), () -> entries.remove(key));
            return;
        }
        String folder = key.substring(0, end + delimiter.length());
        boolean isAfter =
                ListableBackend.BY_BYTES.compare(folder, command.startAfter().orElse(NO_KEY)) > 0;
        if (isAfter && write.object().isPresent()) {
            entries.put(folder, Optional.empty());
        }
    }

    private static ListPage cut(NavigableMap<String, Optional<ObjectInfo>> entries, int most, Optional<String> next) {
        List<ObjectInfo> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = NO_KEY;
        for (Map.Entry<String, Optional<ObjectInfo>> entry : entries.entrySet()) {
            if (objects.size() + prefixes.size() == most) {
                return new ListPage(objects, prefixes, Optional.of(last));
            }
            last = entry.getKey();
            entry.getValue().ifPresentOrElse(objects::add, () -> prefixes.add(entry.getKey()));
        }
        return new ListPage(objects, prefixes, next);
    }
}
