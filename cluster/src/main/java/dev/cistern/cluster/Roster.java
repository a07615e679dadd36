package dev.cistern.cluster;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When each peer was last heard of, and what it said. Confined to the cluster's context. */
final class Roster {
    /** Silence after which nobody waits for a peer any more. */
    static final Duration NEAR = Duration.ofSeconds(4);

    private final LongSupplier nanoTime;
    private final Map<String, Heard> heard = new HashMap<>();
    private final Map<String, Long> known = new HashMap<>();

    /**
     * What a peer said of itself.
     *
     * @param settings version of the cluster's settings that it has in force
     * @param problem why it does not have the last ones in force, empty when it does
     * @param alerts names of those that fire there
     * @param figures what it does, {@link LiveFigures} as JSON; null where it said nothing of it
     */
    record Word(
            long settings,
            String problem,
            List<String> alerts,
            @Nullable JsonObject figures) {}

    private record Heard(long nanos, Word word) {}

    Roster(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void heard(String peerId, Word word) {
        heard.put(peerId, new Heard(nanoTime.getAsLong(), word));
    }

    /** How long ago; empty when never since the start. */
    Optional<Duration> silence(String peerId) {
        return Optional.ofNullable(heard.get(peerId))
                .map(last -> Duration.ofNanos(nanoTime.getAsLong() - last.nanos()));
    }

    Optional<Word> word(String peerId) {
        return Optional.ofNullable(heard.get(peerId)).map(Heard::word);
    }

    boolean isNear(String peerId) {
        return silence(peerId).filter(silence -> silence.compareTo(NEAR) < 0).isPresent();
    }

    /** Whether to ask it something: it was heard of, or is too new to have been. */
    boolean isWorthAsking(String peerId) {
        Long since = known.get(peerId);
        boolean isNew = !heard.containsKey(peerId) && since != null && nanoTime.getAsLong() - since < NEAR.toNanos();
        return isNew || isNear(peerId);
    }

    /** These are the members from now on. */
    void keepOnly(Set<String> peerIds) {
        heard.keySet().retainAll(peerIds);
        known.keySet().retainAll(peerIds);
        peerIds.forEach(peerId -> known.putIfAbsent(peerId, nanoTime.getAsLong()));
    }
}
