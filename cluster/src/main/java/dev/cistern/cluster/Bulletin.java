package dev.cistern.cluster;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What this node tells of itself, made once a second. Confined to the cluster's context. */
final class Bulletin {
    private final Supplier<LiveFigures> figures;
    private final LongSupplier nanoTime;
    private LiveFigures last;
    private long lastNanos;
    private long perSecond;

    Bulletin(Supplier<LiveFigures> figures, LongSupplier nanoTime) {
        this.figures = figures;
        this.nanoTime = nanoTime;
        this.last = new LiveFigures(0, 0, 0, 0, 0, 0, 0, List.of());
        this.lastNanos = nanoTime.getAsLong();
    }

    /** The next one; its rate is over the time since the one before. */
    JsonObject next() {
        LiveFigures now = figures.get();
        long nanos = nanoTime.getAsLong();
        long took = Math.max(1, nanos - lastNanos);
        perSecond = Math.round((double) (now.requests() - last.requests()) * TimeUnit.SECONDS.toNanos(1) / took);
        last = now;
        lastNanos = nanos;
        return last();
    }

    /** The last one again. */
    JsonObject last() {
        return last.toJson(perSecond);
    }

    /** As things are, on a node that tells nobody. */
    JsonObject now() {
        return figures.get().toJson(perSecond);
    }
}
