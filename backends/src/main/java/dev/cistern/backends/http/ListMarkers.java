package dev.cistern.backends.http;

import dev.cistern.backends.ListableBackend.ListPart;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where listings go on, for clouds that want a marker of their own instead of a key. Of the pages that were given last, so
 * that whoever reads one page after the other is not read from the beginning each time; a page whose marker is not known any
 * more is found by reading up to it. Used by any thread.
 */
public final class ListMarkers {
    private static final int MOST = 1_024;

    private final Map<Place, String> markers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
            return size() > MOST;
        }
    };

    private record Place(Object location, String prefix, String delimiter, String after) {}

    private static Place place(Object location, ListPart part, String after) {
        return new Place(location, part.prefix(), part.delimiter(), after);
    }

    /** The marker of what follows {@link ListPart#startAfter}. */
    public synchronized Optional<String> of(Object location, ListPart part) {
        return part.startAfter().map(after -> markers.get(place(location, part, after)));
    }

    /** @param after the last key or common prefix of the page that the marker follows */
    public synchronized void remember(Object location, ListPart part, String after, String marker) {
        markers.put(place(location, part, after), marker);
    }
}
