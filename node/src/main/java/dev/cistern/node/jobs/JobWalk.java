package dev.cistern.node.jobs;

import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.jobs.JobOrder.Deletes;
import dev.cistern.node.jobs.JobOrder.Kind;
import dev.cistern.node.jobs.Page.Cursor;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the keys that a job is about, page by page. */
final class JobWalk {
    static final int PAGE = 256;

    private static final Cursor SECOND = new Cursor(Page.SECOND, "");

    private final BackedStore store;
    private final JobOrder order;

    JobWalk(BackedStore store, JobOrder order) {
        this.store = store;
        this.order = order;
    }

    Future<Page> page(Cursor cursor) {
        if (order.selection() instanceof Selection.Named named) {
            return Future.succeededFuture(named(named, cursor));
        }
        String prefix = ((Selection.Prefix) order.selection()).prefix();
        boolean second = cursor.phase() == Page.SECOND;
        Optional<String> after = Optional.of(cursor.after()).filter(key -> !key.isEmpty());
        BucketName bucket = second && order.kind() == Kind.SYNC ? order.to().orElseThrow() : order.bucket();
        return listed(new ListCommand(bucket, prefix, "", after, PAGE), second)
                .map(page -> new Page(
                        page.objects().stream()
                                .map(object -> object.name().key())
                                .toList(),
                        page.next()
                                .map(key -> new Cursor(cursor.phase(), key))
                                .or(() -> second || !hasSecond() ? Optional.empty() : Optional.of(SECOND))));
    }

    private Future<ListPage> listed(ListCommand command, boolean second) {
        if (order.kind() != Kind.EVICT) {
            return store.list(command);
        }
        return second ? store.listPartlyHere(command) : store.listHere(command);
    }

    private boolean hasSecond() {
        return order.deletes() == Deletes.MISSING || order.kind() == Kind.EVICT;
    }

    private static Page named(Selection.Named named, Cursor cursor) {
        long begin = cursor.after().isEmpty() ? 0 : Long.parseLong(cursor.after());
        long end = Math.min(named.count(), begin + PAGE);
        List<String> keys = new ArrayList<>();
        for (long index = begin; index < end; index++) {
            keys.add(named.key(index));
        }
        return new Page(keys, end < named.count() ? Optional.of(new Cursor(0, Long.toString(end))) : Optional.empty());
    }
}
