package dev.cistern.node.copies;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many bytes a second, and no more at once than of a quarter of one. Confined to the repair's context. */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx;
    private final LongSupplier bytesPerSecond;
    private final LongSupplier nanoTime;
    private long freeAt;

    Pace(Vertx vertx, LongSupplier bytesPerSecond, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.freeAt = nanoTime.getAsLong();
    }

    /** Completes when so many bytes may be moved. */
    Future<Void> take(int bytes) {
        long now = nanoTime.getAsLong();
        freeAt = Math.max(freeAt, now - SECOND / 4);
        long wait = freeAt - now;
        freeAt += (long) ((double) bytes / Math.max(1, bytesPerSecond.getAsLong()) * SECOND);
        return wait <= 0
                ? Future.succeededFuture()
                : vertx.timer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)), TimeUnit.MILLISECONDS)
                        .mapEmpty();
    }
}
