package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.PlacedBlobs;
import dev.cistern.node.engine.PlacedBlobs.Lying;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Tells clients who want to know it on which members an object lies. Used by any thread. */
public final class Locator {
    private final ClusterCopies copies;
    private final PlacedBlobs placed;

    public Locator(ClusterCopies copies, PlacedBlobs placed) {
        this.copies = copies;
        this.placed = placed;
    }

    /** The members that have an object, and how much of it. An object that is in its record is with all of them. */
    public Future<JsonObject> locate(ObjectVersion object) {
        return placed.catchUp().compose(caughtUp -> placed.lying(object)).map(lying -> {
            Fellowship now = copies.fellowship();
            JsonArray places = new JsonArray();
            for (Fellow member : now.members()) {
                long bytes = bytesOn(member, lying);
                if (lying.isEmpty() || bytes > 0) {
                    places.add(new JsonObject()
                            .put("node", member.name())
                            .put("url", member.url())
                            .put("near", member.near())
                            .put("whole", isWholeOn(member, lying))
                            .put("bytes", bytes));
                }
            }
            return new JsonObject()
                    .put("bucket", object.name().bucket().value())
                    .put("key", object.name().key())
                    .put("in_record", lying.isEmpty())
                    .put("blobs", lying.size())
                    .put("places", places);
        });
    }

    /** The URL of a member that has all of the object; empty where this one has it, or nobody has. */
    public Future<Optional<String>> elsewhere(ObjectVersion object) {
        Fellowship now = copies.fellowship();
        if (now.isNone()) {
            return Future.succeededFuture(Optional.empty());
        }
        return placed.catchUp().compose(caughtUp -> placed.lying(object)).map(lying -> {
            boolean here = now.member(now.self())
                    .filter(self -> isWholeOn(self, lying))
                    .isPresent();
            return here
                    ? Optional.<String>empty()
                    : now.members().stream()
                            .filter(member -> member.near() && isWholeOn(member, lying))
                            .map(Fellow::url)
                            .findFirst();
        });
    }

    private static long bytesOn(Fellow member, List<Lying> lying) {
        return lying.stream()
                .filter(blob -> blob.members().contains(member.number()))
                .mapToLong(Lying::bytes)
                .sum();
    }

    private static boolean isWholeOn(Fellow member, List<Lying> lying) {
        return lying.stream().allMatch(blob -> blob.members().contains(member.number()));
    }
}
