package dev.cistern.node.copies;

import dev.cistern.node.engine.Copies.FarBlob;
import dev.cistern.node.engine.Copies.Wanted;
import dev.cistern.node.engine.IncomingBlob;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.OutgoingBlob;
import dev.cistern.node.engine.PlacedBlob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** Copies a blob from another member to this disk, no faster than its pace allows. Confined to the repair's context. */
final class Fetch {
    /** What each copy costs besides its bytes: a request, a sync, a change of its record. */
    private static final int BYTES_FOR_EACH = 16 << 10;

    private final ClusterCopies copies;
    private final LocalBlobs blobs;
    private final Pace pace;

    Fetch(ClusterCopies copies, LocalBlobs blobs, Pace pace) {
        this.copies = copies;
        this.blobs = blobs;
        this.pace = pace;
    }

    /** From the first of its places that has a good copy. */
    Future<Void> fetch(PlacedBlob blob) {
        return pace.take(BYTES_FOR_EACH)
                .compose(now -> from(blob, copies.others(blob.places()), "no other member ought to have it"));
    }

    private Future<Void> from(PlacedBlob blob, List<Integer> members, String before) {
        if (members.isEmpty()) {
            return Future.failedFuture(
                    "no copy of blob " + Long.toUnsignedString(blob.id(), 16) + " could be fetched: " + before);
        }
        return fetch(blob, members.get(0))
                .recover(failure ->
                        from(blob, members.subList(1, members.size()), String.valueOf(failure.getMessage())));
    }

    private Future<Void> fetch(PlacedBlob blob, int member) {
        IncomingBlob copy;
        try {
            copy = blobs.receive(blob.id(), bytes -> {});
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        if (blob.length() == 0) {
            return copy.finishVerified(0);
        }
        return copies.open(member, new Wanted(blob.id(), blob.length(), 0, blob.length()))
                .compose(far -> take(far, copy, blob.length()).onComplete(done -> far.close()))
                .onFailure(failure -> copy.abandon())
                .compose(whole -> copy.finishVerified(blob.length()));
    }

    private Future<Void> take(FarBlob far, IncomingBlob copy, long length) {
        Promise<Void> done = Promise.promise();
        next(new Taking(far, copy, done), length);
        return done.future();
    }

    private record Taking(FarBlob far, IncomingBlob copy, Promise<Void> done) {}

    private void next(Taking taking, long left) {
        pace.take((int) Math.min(left, OutgoingBlob.FRAME_BYTES))
                .compose(now -> taking.far.next())
                .compose(bytes -> taking.copy.write(List.of(bytes)).map(left - bytes.length()))
                .onSuccess(now -> {
                    if (now > 0) {
                        next(taking, now);
                    } else {
                        taking.done.complete();
                    }
                })
                .onFailure(taking.done::fail);
    }
}
