package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerFigures.Bucket;
import dev.cistern.net.server.ServerFigures.Closed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Adds up the tallies of all event loops. */
final class FigureReader {
    private FigureReader() {}

    static ServerFigures read(Collection<Shard> shards, long now) {
        Map<CloseReason, Long> closes = new EnumMap<>(CloseReason.class);
        long closed = 0;
        for (CloseReason reason : CloseReason.values()) {
            long count = sum(shards, t -> t.closes(reason));
            closes.put(reason, count);
            closed += count;
        }
        long accepted = sum(shards, t -> t.accepted);
        int open = (int) (accepted - closed);
        int inHeader = clamp(sum(shards, t -> t.inHeader), open);
        int active = clamp(sum(shards, t -> t.active), open - inHeader);
        return new ServerFigures(
                open,
                open - inHeader - active,
                active,
                inHeader,
                clamp(sum(shards, t -> t.draining), open),
                accepted,
                sum(shards, t -> t.refused),
                sum(shards, t -> t.requests),
                Collections.unmodifiableMap(closes),
                histogram(shards, t -> t.ages),
                histogram(shards, t -> t.idleTimes),
                Gaps.sum(shards.stream().map(shard -> shard.tally().gaps).toList()),
                lastCloses(shards, now));
    }

    private static long sum(Collection<Shard> shards, Function<Tally, Tally.Counter> which) {
        return shards.stream().mapToLong(s -> which.apply(s.tally()).read()).sum();
    }

    /** The loops go on while they are read: a part is never shown larger than its whole. */
    private static int clamp(long part, int whole) {
        return (int) Math.max(0, Math.min(part, whole));
    }

    private static List<Bucket> histogram(Collection<Shard> shards, Function<Tally, Tally.Histogram> which) {
        List<Bucket> buckets = new ArrayList<>();
        for (int at = 0; at <= Tally.BUCKET_SECONDS.length; at++) {
            int count = 0;
            for (Shard shard : shards) {
                count += which.apply(shard.tally()).read(at);
            }
            boolean last = at == Tally.BUCKET_SECONDS.length;
            buckets.add(new Bucket(last ? null : Duration.ofSeconds(Tally.BUCKET_SECONDS[at]), count));
        }
        return Collections.unmodifiableList(buckets);
    }

    private static List<Closed> lastCloses(Collection<Shard> shards, long now) {
        List<Tally.Closed> all = new ArrayList<>();
        for (Shard shard : shards) {
            for (int at = 0; at < Tally.LAST_CLOSES; at++) {
                Tally.Closed closed = shard.tally().close(at);
                if (closed != null) {
                    all.add(closed);
                }
            }
        }
        return all.stream()
                .sorted(Comparator.comparingLong(closed -> now - closed.at()))
                .limit(Tally.LAST_CLOSES)
                .map(closed -> new Closed(
                        closed.reason(),
                        closed.peer(),
                        Duration.ofNanos(closed.ageNanos()),
                        closed.requests(),
                        Duration.ofNanos(now - closed.at())))
                .toList();
    }
}
