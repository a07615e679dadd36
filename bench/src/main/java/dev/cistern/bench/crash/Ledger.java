package dev.cistern.bench.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of every key and what was answered; from it follows what a key may hold. Of the attempts at a key,
 * those that an acknowledged later one replaced may not be seen again; all others may, since an attempt without an
 * answer may have happened or not, and of attempts that overlapped either may be the last. Usable from all threads.
 */
final class Ledger {
    private final long seed;
    private final Map<String, List<Attempt>> attempts = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private long moment;

    /** @param seed what bodies are computed from */
    Ledger(long seed) {
        this.seed = seed;
    }

    long seed() {
        return seed;
    }

    /** Writes down a PUT, before it is sent. */
    synchronized Attempt beginWrite(String key, long lengthBytes) {
        return add(Attempt.write(key, ++moment, lengthBytes));
    }

    /** Writes down a DELETE, before it is sent. */
    synchronized Attempt beginRemoval(String key) {
        return add(Attempt.removal(key, ++moment));
    }

    private Attempt add(Attempt attempt) {
        history(attempt.key()).add(attempt);
        return attempt;
    }

    private List<Attempt> history(String key) {
        return attempts.computeIfAbsent(key, fresh -> {
            keys.add(fresh);
            Attempt absent = Attempt.removal(fresh, 0);
            absent.acknowledge(0);
            return new ArrayList<>(List.of(absent));
        });
    }

    /** Writes down that the node promised it. */
    synchronized void acknowledge(Attempt attempt) {
        attempt.acknowledge(++moment);
    }

    /** All keys ever touched, in the order of their first touch. */
    synchronized List<String> keys() {
        return List.copyOf(keys);
    }

    /** Whether there was ever an attempt at this key. */
    synchronized boolean knows(String key) {
        return attempts.containsKey(key);
    }

    /** One of the keys, or nothing when there are none. */
    synchronized Optional<String> anyKey(SplittableRandom random) {
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(random.nextInt(keys.size())));
    }

    /** What is wrong with what a key holds now; null stands for no object. */
    synchronized Optional<Fault> judge(String key, byte @Nullable [] seen) {
        List<Attempt> history = history(key);
        List<Attempt> possible = history.stream()
                .filter(attempt -> history.stream().noneMatch(later -> later.supersedes(attempt)))
                .toList();
        if (possible.stream().anyMatch(attempt -> matches(attempt, seen))) {
            return Optional.empty();
        }
        return Optional.of(
                new Fault(kind(history, possible, seen), key + " " + describe(seen) + ", expected " + possible));
    }

    private Fault.Kind kind(List<Attempt> history, List<Attempt> possible, byte @Nullable [] seen) {
        if (seen == null) {
            return Fault.Kind.LOST;
        }
        if (history.stream().noneMatch(attempt -> matches(attempt, seen))) {
            return Fault.Kind.TORN;
        }
        return possible.stream().allMatch(Attempt::isRemoval) ? Fault.Kind.RESURRECTED : Fault.Kind.STALE;
    }

    /**
     * Closes the book on a key after a crash: an attempt that had not happened by now never will, so from here on the
     * key must stay as it was seen. Nothing may be in flight.
     */
    synchronized void settle(String key, byte @Nullable [] seen) {
        List<Attempt> history = history(key);
        history.stream()
                .filter(attempt -> matches(attempt, seen))
                .reduce((earlier, later) -> later)
                .ifPresent(held -> {
                    held.acknowledge(++moment);
                    history.clear();
                    history.add(held);
                });
    }

    private boolean matches(Attempt attempt, byte @Nullable [] seen) {
        if (seen == null || attempt.isRemoval()) {
            return seen == null && attempt.isRemoval();
        }
        return attempt.lengthBytes() == seen.length
                && Arrays.equals(attempt.body(seed).bytes(), seen);
    }

    private static String describe(byte @Nullable [] seen) {
        return seen == null ? "is absent" : "has " + seen.length + " bytes";
    }
}
