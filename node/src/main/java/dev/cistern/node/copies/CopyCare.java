package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.store.StoreException;
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

    /** Of a change of a record, before it is left for later: the others of its wished members, and some more. */
    private static final int MOST_TRIES = 5;

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

    /** Whether a copy is wished here, or noted, and there is none; false where that cannot be told now. */
    Future<Boolean> isDue(PlacedBlob blob) {
        return membership()
                .compose(members -> belongsHere(blob, members)
                        ? hasGood(blob, Look.AT_TABLES).map(good -> !good).otherwise(false)
                        : Future.succeededFuture(false));
    }

    private Future<Fellowship> membership() {
        try {
            return Future.succeededFuture(copies.membership());
        } catch (StoreException e) {
            return Future.failedFuture(e);
        }
    }

    private boolean belongsHere(PlacedBlob blob, Fellowship members) {
        return blob.places().contains(members.self())
                || copies.placement(members).wished(blob.id()).contains(members.self());
    }

    /** What became of it. */
    private enum Outcome {
        DONE,
        /** The record says something else than when it was read. */
        CHANGED,
        /** Others have to do something first. */
        LATER
    }

    /** How closely a copy is looked at. */
    enum Look {
        /** Its trailer and tables; its blocks are verified when they are read. */
        AT_TABLES,
        AT_EVERY_BLOCK;

        Look closer(Look other) {
            return this == AT_EVERY_BLOCK ? this : other;
        }
    }

    /** Fails where that cannot be told, since the node is too busy to look. */
    private Future<Boolean> hasGood(PlacedBlob blob, Look look) {
        return (look == Look.AT_TABLES
                        ? stores.blobs().stat(blob.id())
                        : stores.blobs().verify(blob.id()))
                .map(sum -> sum.filter(known -> known.length() == blob.length()).isPresent())
                .recover(failure ->
                        LocalBlobs.isDamage(failure) ? Future.succeededFuture(false) : Future.failedFuture(failure));
    }

    /**
     * Does what is to be done.
     *
     * @return whether nothing is left to do; where something is, it is to be tried again
     */
    Future<Boolean> care(PlacedBlob blob, Look look) {
        tally.checked.increment();
        return attempt(blob, look, 1).recover(failure -> {
            tally.failed.increment();
            log.atWarn()
                    .addKeyValue("blob", Long.toUnsignedString(blob.id(), 16))
                    .log("what is to be done here for a blob could not be done yet: {}", failure.getMessage());
            return Future.succeededFuture(false);
        });
    }

    /** Where another member was faster to change the record, it is read and judged anew: each time one of them gets on. */
    private Future<Boolean> attempt(PlacedBlob blob, Look look, int tries) {
        return keep(blob, look).compose(outcome -> {
            if (outcome != Outcome.CHANGED || tries == MOST_TRIES) {
                return Future.succeededFuture(outcome == Outcome.DONE);
            }
            return stores.placed()
                    .find(List.of(blob.id()))
                    .compose(now -> now.isEmpty()
                            ? Future.succeededFuture(true)
                            : attempt(now.get(0), Look.AT_TABLES, tries + 1));
        });
    }

    private Future<Outcome> keep(PlacedBlob blob, Look look) {
        return membership().compose(members -> {
            if (belongsHere(blob, members)) {
                return hasGood(blob, look)
                        .compose(good -> good ? Future.succeededFuture() : copy(blob))
                        .compose(here -> note(blob));
            }
            boolean isLost = blob.places().stream().allMatch(place -> isGone(place, members));
            return isLost
                    ? hasGood(blob, look).compose(good -> good ? note(blob) : Future.succeededFuture(Outcome.DONE))
                    : Future.succeededFuture(Outcome.DONE);
        });
    }

    /** A good copy is here; fails where this node does not know any more which member it is. */
    private Future<Outcome> note(PlacedBlob blob) {
        return membership().compose(members -> {
            List<Integer> wished = copies.placement(members).wished(blob.id());
            if (!blob.places().contains(members.self())) {
                Set<Integer> places = withSelf(blob, members);
                return move(blob, places).map(moved -> thenDrop(blob, wished, places, moved));
            }
            return isFirstOfTheWish(blob, wished, members)
                    ? dropWhatIsTooMuch(blob, wished, members)
                    : Future.succeededFuture(Outcome.DONE);
        });
    }

    /** Where some places are too many now, the first of the wish has something to do; where that is this one, it looks again. */
    private Outcome thenDrop(PlacedBlob blob, List<Integer> wished, Set<Integer> places, Outcome moved) {
        if (moved != Outcome.DONE
                || wished.isEmpty()
                || !places.containsAll(wished)
                || places.size() == wished.size()) {
            return moved;
        }
        if (wished.get(0) == copies.self()) {
            return Outcome.CHANGED;
        }
        copies.placesChanged(blob.id(), wished.subList(0, 1));
        return moved;
    }

    private Future<Void> copy(PlacedBlob blob) {
        return fetch.fetch(blob).onSuccess(done -> {
            tally.copiedBlobs.increment();
            tally.copiedBytes.add(blob.length());
            tally.oneLess(blob.length());
        });
    }

    /** Those that are still members, and this one. */
    private static Set<Integer> withSelf(PlacedBlob blob, Fellowship members) {
        Set<Integer> places = new TreeSet<>(blob.places());
        places.removeIf(place -> isGone(place, members));
        places.add(members.self());
        return places;
    }

    /** Numbers are given in order, so that one greater than all may be of a member that this node has not heard of yet. */
    private static boolean isGone(int place, Fellowship members) {
        return members.member(place).isEmpty()
                && members.members().stream().anyMatch(member -> member.number() > place);
    }

    private Future<Outcome> move(PlacedBlob blob, Set<Integer> to) {
        return stores.placed().move(blob, to).map(moved -> {
            if (moved) {
                tally.placesChanged.increment();
            }
            return moved ? Outcome.DONE : Outcome.CHANGED;
        });
    }

    private static boolean isFirstOfTheWish(PlacedBlob blob, List<Integer> wished, Fellowship members) {
        return !wished.isEmpty()
                && wished.get(0) == members.self()
                && blob.places().containsAll(wished)
                && blob.places().size() > wished.size();
    }

    /** One member does that for all, and only when all who keep a copy say that they have it. */
    private Future<Outcome> dropWhatIsTooMuch(PlacedBlob blob, List<Integer> wished, Fellowship members) {
        Future<Boolean> all = Future.succeededFuture(true);
        for (int member : wished) {
            if (member != members.self()) {
                all = all.compose(
                        sofar -> sofar ? confirms(blob, members.member(member)) : Future.succeededFuture(false));
            }
        }
        return all.compose(confirmed -> {
            if (!confirmed) {
                return Future.succeededFuture(Outcome.LATER);
            }
            Set<Integer> surplus = new HashSet<>(blob.places());
            wished.forEach(surplus::remove);
            return move(blob, new TreeSet<>(wished)).map(moved -> {
                if (moved == Outcome.DONE) {
                    copies.placesChanged(blob.id(), surplus);
                }
                return moved;
            });
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
