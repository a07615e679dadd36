package dev.cistern.bench.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What became of names of which each was added to a bucket once, and perhaps removed once. A listing, which may take several
 * requests, has every name that was there from its begin to its end, and none that was not there in all that time. Used by any thread.
 */
final class NameSet {
    /** Has not come to pass, or nobody knows when. */
    static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Life> lives = new ConcurrentHashMap<>();

    /** Times in nanoseconds, of any beginning. */
    record Life(long addBegun, long added, long removalBegun, long removed) {
        private boolean lasts(Listing listing) {
            return added < listing.begun && removalBegun > listing.ended;
        }

        private boolean meets(Listing listing) {
            return addBegun < listing.ended && removed > listing.begun;
        }
    }

    /**
     * What was seen.
     *
     * @param node that was asked
     * @param prefix that all names begin with
     */
    record Listing(String node, String prefix, long begun, long ended, Set<String> names) {}

    void addBegins(String name, long now) {
        lives.put(name, new Life(now, NEVER, NEVER, NEVER));
    }

    void added(String name, long now) {
        change(name, life -> new Life(life.addBegun, now, life.removalBegun, life.removed));
    }

    void removalBegins(String name, long now) {
        change(name, life -> new Life(life.addBegun, life.added, now, life.removed));
    }

    void removed(String name, long now) {
        change(name, life -> new Life(life.addBegun, life.added, life.removalBegun, now));
    }

    /** It never came to be. */
    void refused(String name) {
        lives.remove(name);
    }

    /** It goes on as it was. */
    void removalRefused(String name) {
        change(name, life -> new Life(life.addBegun, life.added, NEVER, NEVER));
    }

    private interface Change {
        Life of(Life before);
    }

    private void change(String name, Change change) {
        lives.computeIfPresent(name, (same, life) -> change.of(life));
    }

    int size() {
        return lives.size();
    }

    /** What a listing cannot have seen, and what it ought to have; empty for nothing. */
    List<String> faults(Listing listing) {
        List<String> faults = new ArrayList<>();
        Set<String> unexplained = new HashSet<>(listing.names);
        lives.forEach((name, life) -> {
            if (!name.startsWith(listing.prefix)) {
                return;
            }
            boolean seen = unexplained.remove(name);
            if (life.lasts(listing) && !seen) {
                faults.add(name + " is missing on " + listing.node);
            } else if (seen && !life.meets(listing)) {
                faults.add(name + " was not there on " + listing.node);
            }
        });
        unexplained.forEach(name -> faults.add(name + " was never added, " + listing.node + " says"));
        return faults;
    }

    /** One that the listing has and had to have; empty for none. */
    String certain(Listing listing) {
        return listing.names.stream()
                .filter(name -> {
                    Life life = lives.get(name);
                    return life != null && life.lasts(listing);
                })
                .findFirst()
                .orElse("");
    }

    /** One that was gone before the listing began; empty for none. */
    String gone(Listing listing) {
        return lives.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(listing.prefix) && entry.getValue().removed < listing.begun)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
