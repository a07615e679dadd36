package dev.cistern.node.s3.lifecycle;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the walks do. */
final class LifecycleTally {
    final LongAdder walks = new LongAdder();
    final LongAdder buckets = new LongAdder();
    final LongAdder lookedAt = new LongAdder();
    final LongAdder objectsExpired = new LongAdder();
    final LongAdder versionsRemoved = new LongAdder();
    final LongAdder uploadsAborted = new LongAdder();
    final LongAdder failures = new LongAdder();

    LifecycleFigures figures() {
        return new LifecycleFigures(
                walks.sum(),
                buckets.sum(),
                lookedAt.sum(),
                objectsExpired.sum(),
                versionsRemoved.sum(),
                uploadsAborted.sum(),
                failures.sum());
    }
}
