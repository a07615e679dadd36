package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.PlacedBlob;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one blob needs of this node. Confined to the repair's context. */
final class CopyCare {
    private static final Logger log = LoggerFactory.getLogger(CopyCare.class);

    private final ClusterCopies copies;
    private final Repair.Stores stores;
    private final Fetch fetch;
    private final RepairTally tally;

    CopyCare(ClusterCopies copies, Repair.Stores stores, Fetch fetch, RepairTally tally) {
        this.copies = copies;
        this.stores = stores;
        this.fetch = fetch;
        this.tally = tally;
    }

    /** Whether a copy is wished here, or noted, and there is none. */
    Future<Boolean> isDue(PlacedBlob blob) {
        return belongsHere(blob) ? hasGood(blob, Look.AT_TABLES).map(good -> !good) : Future.succeededFuture(false);
    }

    private boolean belongsHere(PlacedBlob blob) {
        return blob.places().contains(copies.self()) || isWished(blob);
    }

    private boolean isWished(PlacedBlob blob) {
        return copies.placement().wished(blob.id()).contains(copies.self());
    }

    /** How closely a copy is looked at. */
    enum Look {
        /** Its trailer and tables; its blocks are verified when they are read. */
        AT_TABLES,
        AT_EVERY_BLOCK
    }

    private Future<Boolean> hasGood(PlacedBlob blob, Look look) {
        return (look == Look.AT_TABLES
                        ? stores.blobs().stat(blob.id())
                        : stores.blobs().verify(blob.id()))
                .map(sum -> sum.filter(known -> known.length() == blob.length()).isPresent())
                .recover(damaged -> Future.succeededFuture(false));
    }

    /** Does what is to be done; what fails is done by a later walk. */
    Future<Void> care(PlacedBlob blob, Look look) {
        tally.checked.increment();
        Future<Void> cared = belongsHere(blob) ? keep(blob, look) : Future.succeededFuture();
        return cared.recover(failure -> {
            tally.failed.increment();
            log.atWarn()
                    .addKeyValue("blob", Long.toUnsignedString(blob.id(), 16))
                    .log("a copy is missing here and could not be made yet: {}", failure.getMessage());
            return Future.succeededFuture();
        });
    }

    private Future<Void> keep(PlacedBlob blob, Look look) {
        return hasGood(blob, look)
                .compose(good -> good ? Future.succeededFuture() : copy(blob))
                .compose(here -> {
                    if (!blob.places().contains(copies.self())) {
                        return move(blob, withSelf(blob));
                    }
                    return isFirstOfTheWish(blob) ? dropWhatIsTooMuch(blob) : Future.succeededFuture();
                });
    }

    private Future<Void> copy(PlacedBlob blob) {
        return fetch.fetch(blob).onSuccess(done -> {
            tally.copiedBlobs.increment();
            tally.copiedBytes.add(blob.length());
            tally.oneLess(blob.length());
        });
    }

    /** Those that are still members, and this one. */
    private Set<Integer> withSelf(PlacedBlob blob) {
        Set<Integer> places = new TreeSet<>(blob.places());
        places.removeIf(member -> copies.fellowship().member(member).isEmpty());
        places.add(copies.self());
        return places;
    }

    private Future<Void> move(PlacedBlob blob, Set<Integer> to) {
        return stores.placed()
                .move(blob, to)
                .onSuccess(moved -> {
                    if (moved) {
                        tally.placesChanged.increment();
                    }
                })
                .mapEmpty();
    }

    private boolean isFirstOfTheWish(PlacedBlob blob) {
        List<Integer> wished = copies.placement().wished(blob.id());
        return !wished.isEmpty()
                && wished.get(0) == copies.self()
                && blob.places().containsAll(wished)
                && blob.places().size() > wished.size();
    }

    /** One member does that for all, and only when all who keep a copy say that they have it. */
    private Future<Void> dropWhatIsTooMuch(PlacedBlob blob) {
        Fellowship now = copies.fellowship();
        List<Integer> wished = copies.placement().wished(blob.id());
        Future<Boolean> all = Future.succeededFuture(true);
        for (int member : wished) {
            if (member != now.self()) {
                all = all.compose(sofar -> sofar ? confirms(blob, now.member(member)) : Future.succeededFuture(false));
            }
        }
        return all.compose(confirmed -> {
            if (!confirmed) {
                return Future.succeededFuture();
            }
            Set<Integer> surplus = new HashSet<>(blob.places());
            wished.forEach(surplus::remove);
            return move(blob, new TreeSet<>(wished)).onSuccess(moved -> copies.lacking(blob.id(), surplus));
        });
    }

    private Future<Boolean> confirms(PlacedBlob blob, Optional<Fellow> member) {
        if (member.isEmpty() || !member.get().near()) {
            return Future.succeededFuture(false);
        }
        return copies.questions()
                .ask(member.get(), BlobQuestions.STAT, List.of(blob.id()))
                .map(answer -> {
                    JsonObject found = answer.getJsonObject("blobs", new JsonObject());
                    JsonArray sum = found.getJsonArray(Long.toUnsignedString(blob.id(), 16));
                    return sum != null && sum.getLong(0) == blob.length();
                });
    }
}
