package dev.cistern.node.layers;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToLongFunction;

/** The moments of the last minute. Confined to its board. */
final class Window {
    private static final long LENGTH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Deque<Moment> moments = new ArrayDeque<>();

    /** The first one that is no younger than the window stays, so that differences span all of it. */
    void add(Moment moment) {
        moments.addLast(moment);
        while (moments.size() > 2 && moment.atNanos() - second().atNanos() >= LENGTH_NANOS) {
            moments.removeFirst();
        }
    }

    private Moment second() {
        var oldestFirst = moments.iterator();
        oldestFirst.next();
        return oldestFirst.next();
    }

    Moment newest() {
        return moments.getLast();
    }

    Moment oldest() {
        return moments.getFirst();
    }

    /** The one before the newest; the newest itself when there is no other. */
    Moment previous() {
        var newestFirst = moments.descendingIterator();
        Moment newest = newestFirst.next();
        return newestFirst.hasNext() ? newestFirst.next() : newest;
    }

    /** What was added to a number of a layer since the oldest moment. */
    long added(String layer, ToLongFunction<Sample> number) {
        Moment.OfLayer now = newest().layers().get(layer);
        Moment.OfLayer then = oldest().layers().get(layer);
        long before = then == null ? 0 : number.applyAsLong(then.total());
        return now == null ? 0 : number.applyAsLong(now.total()) - before;
    }

    long addedOfNode(ToLongFunction<NodeLoad> number) {
        return number.applyAsLong(newest().load()) - number.applyAsLong(oldest().load());
    }

    /** In whole seconds. */
    long seconds() {
        return Duration.ofNanos(newest().atNanos() - oldest().atNanos()).toSeconds();
    }
}
