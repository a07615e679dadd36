package dev.cistern.node.layers;

import dev.cistern.net.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A layer, or one host of it, at a moment.
 *
 * @param counts those that it has, in the order of {@link Count}
 * @param closes every reason, since the start
 * @param lastCloses the most recent, newest first, at most 32
 * @param timings those that it has, in the order of {@link Timing}
 * @param peerKeepsIdleFor the shortest time for which a peer said it keeps idle connections; absent when none said so
 */
public record Sample(
        Map<Count, Long> counts,
        Map<CloseReason, Long> closes,
        List<LastClose> lastCloses,
        Map<Timing, List<Bucket>> timings,
        @Nullable Duration peerKeepsIdleFor) {

    /**
     * A connection that was closed, or a dial that failed.
     *
     * @param peer host it led to, or address it came from
     * @param reason why
     * @param age how long it was open
     * @param requests requests that it carried
     * @param ago how long ago
     */
    public record LastClose(String peer, CloseReason reason, Duration age, long requests, Duration ago) {}

    /** 0 where it has no such count. */
    public long count(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** Closes for any of these reasons since the start. */
    public long closes(CloseReason... reasons) {
        long sum = 0;
        for (CloseReason reason : reasons) {
            sum += closes.getOrDefault(reason, 0L);
        }
        return sum;
    }

    /** Connections that were begun since the start: dialled, or admitted. */
    public long begun() {
        return count(Count.DIALS) + count(Count.ACCEPTED);
    }

    /** How many connections were begun for 1,000 requests since the start; empty before the first request. */
    public OptionalDouble begunPerThousand() {
        long requests = count(Count.REQUESTS);
        return requests == 0 ? OptionalDouble.empty() : OptionalDouble.of(1000.0 * begun() / requests);
    }
}
