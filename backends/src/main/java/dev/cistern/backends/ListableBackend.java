package dev.cistern.backends;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A backend that can say what it holds. */
public interface ListableBackend extends Backend {
    /** The order of keys: that of their bytes in UTF-8. */
    Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** One page of a listing, in order of the keys' UTF-8 bytes. */
    Future<Page> list(ListPart part);

    /**
     * Which keys are wanted.
     *
     * @param prefix only keys that begin with it; empty for all
     * @param delimiter keys that have it after the prefix are folded into one common prefix, ending in it; empty for none
     * @param startAfter only keys and common prefixes after this one; empty for the start
     * @param atMost keys and common prefixes together, 1 or more; a page may have fewer
     */
    record ListPart(String prefix, String delimiter, Optional<String> startAfter, int atMost) {}

    /**
     * Some of them.
     *
     * @param objects in order
     * @param commonPrefixes in order
     * @param next what {@link ListPart#startAfter} gives what follows; empty where this was the last page
     */
    record Page(List<Listed> objects, List<String> commonPrefixes, Optional<String> next) {
        public Page {
            objects = List.copyOf(objects);
            commonPrefixes = List.copyOf(commonPrefixes);
        }

        /** @param more whether others follow the last of them */
        public static Page of(List<Listed> objects, List<String> commonPrefixes, boolean more) {
            return new Page(objects, commonPrefixes, more ? last(objects, commonPrefixes) : Optional.empty());
        }

        private static Optional<String> last(List<Listed> objects, List<String> prefixes) {
            List<String> ends = new ArrayList<>();
            if (!objects.isEmpty()) {
                ends.add(objects.get(objects.size() - 1).key());
            }
            if (!prefixes.isEmpty()) {
                ends.add(prefixes.get(prefixes.size() - 1));
            }
            return ends.stream().max(BY_BYTES);
        }
    }

    /** @param etag as the backend wrote it, with its quotes; empty where it has none */
    record Listed(String key, long lengthBytes, Instant modified, String etag) {}
}
