package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.PlacedBlobs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What would be lost with a member, by the records. Used by any thread. */
public final class Holdings {
    private static final int PAGE = 1_000;

    private final ClusterCopies copies;
    private final PlacedBlobs placed;

    public Holdings(ClusterCopies copies, PlacedBlobs placed) {
        this.copies = copies;
        this.placed = placed;
    }

    /**
     * What lies on a member.
     *
     * @param member as it is seen
     * @param blobs whose records name it
     * @param bytes of these
     * @param alone those of which no other member that was heard of a moment ago has a copy
     */
    public record Held(Fellow member, long blobs, long bytes, long alone) {
        /** For administrators. */
        public JsonObject json() {
            return new JsonObject()
                    .put("node", member.name())
                    .put("near", member.near())
                    .put("stays", member.stays())
                    .put("blobs", blobs)
                    .put("bytes", bytes)
                    .put("alone", alone);
        }
    }

    /** What lies on the member of a name; empty where there is none. */
    public Future<Optional<Held>> of(String name) {
        Optional<Fellow> member = copies.fellowship().members().stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
        if (member.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Held> counted = Promise.promise();
        placed.catchUp()
                .onSuccess(caughtUp -> next(0, new Held(member.get(), 0, 0, 0), counted))
                .onFailure(counted::fail);
        return counted.future().map(Optional::of);
    }

    private void next(long after, Held before, Promise<Held> counted) {
        int member = before.member.number();
        placed.after(after, PAGE)
                .onSuccess(page -> {
                    Fellowship now = copies.fellowship();
                    Held held = before;
                    for (PlacedBlob blob : page.blobs()) {
                        held = blob.places().contains(member) ? with(held, blob, isAlone(blob, member, now)) : held;
                    }
                    if (page.last()) {
                        counted.complete(held);
                    } else {
                        next(page.end(), held, counted);
                    }
                })
                .onFailure(counted::fail);
    }

    private static Held with(Held held, PlacedBlob blob, boolean alone) {
        return new Held(held.member, held.blobs + 1, held.bytes + blob.length(), held.alone + (alone ? 1 : 0));
    }

    private static boolean isAlone(PlacedBlob blob, int member, Fellowship now) {
        return blob.places().stream()
                .filter(place -> place != member)
                .noneMatch(place -> now.member(place).filter(Fellow::near).isPresent());
    }
}
