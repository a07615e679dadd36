package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.ArrayList;
import java.util.List;

/**
 * Through which buckets of which nodes a request has come, the first one first.
 *
 * @param places each {@code NODE/BUCKET}
 */
public record Hops(List<String> places) {
    /** Come from a client. */
    public static final Hops NONE = new Hops(List.of());

    /** Most nodes that a request may come through. */
    private static final int MOST = 8;

    public Hops {
        places = List.copyOf(places);
    }

    /** Reads what {@link #text} has written. */
    public static Hops parse(String text) {
        List<String> places = new ArrayList<>();
        for (String place : text.split(",", -1)) {
            if (!place.isBlank()) {
                places.add(place.strip());
            }
        }
        return new Hops(places);
    }

    /**
     * With one more.
     *
     * @throws StoreException {@link Code#BACKEND_LOOP} where the request has been there already, or has come too far
     */
    public Hops through(String node, BucketName bucket) {
        String place = node + "/" + bucket;
        if (places.contains(place)) {
            throw new StoreException(
                    Code.BACKEND_LOOP,
                    "the backend of bucket '" + bucket + "' leads back to the bucket itself, through " + text()
                            + "; make the bucket anew with another backend");
        }
        if (places.size() >= MOST) {
            throw new StoreException(
                    Code.BACKEND_LOOP, "the request has come through " + MOST + " nodes, as many as may be: " + text());
        }
        List<String> longer = new ArrayList<>(places);
        longer.add(place);
        return new Hops(longer);
    }

    /** On one line. */
    public String text() {
        return String.join(", ", places);
    }
}
