package dev.cistern.node.backed;

import dev.cistern.node.backed.Oldest.Copy;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/** Looks at all that is here of a bucket's objects, whole and in parts. */
final class CopyWalk {
    private static final int PAGE = 1_000;

    private final ObjectStore store;
    private final BucketInfo bucket;
    private final LastUse uses;
    private final Oldest found;

    CopyWalk(ObjectStore store, BucketInfo bucket, LastUse uses, Oldest found) {
        this.store = store;
        this.bucket = bucket;
        this.uses = uses;
        this.found = found;
    }

    Future<Void> walk() {
        return whole(Optional.empty()).compose(done -> inParts(Optional.empty()));
    }

    private Future<Void> whole(Optional<String> after) {
        return store.list(OwnKeys.hidden(new ListCommand(bucket.name(), "", "", after, PAGE)))
                .compose(page -> {
                    page.objects().forEach(object -> add(object.name(), object.modified(), object.size()));
                    return page.next().isEmpty() ? Future.succeededFuture() : whole(page.next());
                });
    }

    private void add(ObjectName name, Instant fetched, long bytes) {
        Instant used =
                uses.of(bucket.id(), name).filter(read -> read.isAfter(fetched)).orElse(fetched);
        found.add(new Copy(bucket, name, used, bytes));
    }

    private Future<Void> inParts(Optional<String> after) {
        return store.list(new ListCommand(bucket.name(), OwnKeys.MANIFESTS, "", after, PAGE))
                .compose(page -> parts(page.objects().iterator())
                        .compose(done -> page.next().isEmpty() ? Future.succeededFuture() : inParts(page.next())));
    }

    private Future<Void> parts(Iterator<ObjectInfo> manifests) {
        if (!manifests.hasNext()) {
            return Future.succeededFuture();
        }
        Manifest manifest = Manifest.of(manifests.next());
        return chunks(OwnKeys.chunks(manifest.name(), manifest.version()), Optional.empty(), 0)
                .compose(bytes -> {
                    add(manifest.name(), manifest.stored(), bytes);
                    return parts(manifests);
                });
    }

    private Future<Long> chunks(String prefix, Optional<String> after, long before) {
        return store.list(new ListCommand(bucket.name(), prefix, "", after, PAGE))
                .compose(page -> {
                    long now = before
                            + page.objects().stream()
                                    .mapToLong(ObjectInfo::size)
                                    .sum();
                    return page.next().isEmpty() ? Future.succeededFuture(now) : chunks(prefix, page.next(), now);
                });
    }
}
