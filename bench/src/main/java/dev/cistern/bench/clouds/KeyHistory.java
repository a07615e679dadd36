package dev.cistern.bench.clouds;

import dev.cistern.bench.http.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was asked of one key, one after the other, and what was acknowledged; from it follows what a cloud may hold at the end,
 * and in which order it may have come there. Confined to its writer, and afterwards to whoever judges.
 */
final class KeyHistory {
    private final long seed;
    private final String key;
    private final List<Change> changes = new ArrayList<>();
    private int lastAcknowledged = -1;

    /** @param lengthBytes negative for a removal */
    private record Change(int number, long lengthBytes) {}

    KeyHistory(long seed, String key) {
        this.seed = seed;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** A write that is about to be sent. */
    Body write(long lengthBytes) {
        changes.add(new Change(changes.size(), lengthBytes));
        return body(changes.get(changes.size() - 1));
    }

    /** A removal that is about to be sent. */
    void remove() {
        changes.add(new Change(changes.size(), -1));
    }

    /** The last that was sent was acknowledged. */
    void acknowledge() {
        lastAcknowledged = changes.size() - 1;
    }

    boolean mayExist() {
        return !changes.isEmpty() && changes.get(changes.size() - 1).lengthBytes >= 0;
    }

    private Body body(Change change) {
        return Body.of(seed, key, change.number, change.lengthBytes);
    }

    private boolean isOf(byte[] bytes, Change change) {
        return change.lengthBytes == bytes.length
                && Arrays.equals(bytes, body(change).bytes());
    }

    /** Whether what is there may be there at the end: the last that was acknowledged, or one that was sent after it. */
    boolean mayBeLast(Optional<byte[]> there) {
        if (there.isEmpty() && lastAcknowledged < 0) {
            return true;
        }
        return changes.stream()
                .skip(Math.max(0, lastAcknowledged))
                .anyMatch(change ->
                        change.lengthBytes < 0 ? there.isEmpty() : there.isPresent() && isOf(there.get(), change));
    }

    /** Whether they came in the order in which they were sent, some of them perhaps again, and nothing else came. */
    boolean isInOrder(List<byte[]> taken) {
        int reached = 0;
        for (byte[] bytes : taken) {
            int number = numberOf(bytes, reached);
            if (number < 0) {
                return false;
            }
            reached = number;
        }
        return true;
    }

    private int numberOf(byte[] bytes, int from) {
        for (Change change : changes.subList(from, changes.size())) {
            if (change.lengthBytes >= 0 && isOf(bytes, change)) {
                return change.number;
            }
        }
        return -1;
    }

    /** How many of those that came were there already. */
    static int repeated(List<byte[]> taken) {
        int repeated = 0;
        for (int i = 1; i < taken.size(); i++) {
            repeated += Arrays.equals(taken.get(i - 1), taken.get(i)) ? 1 : 0;
        }
        return repeated;
    }
}
