package dev.cistern.node.engine;

import dev.cistern.node.engine.PlaceCommit.Move;
import dev.cistern.node.engine.PlaceCommit.Owner;
import dev.cistern.node.engine.record.BlobWalk;
import dev.cistern.node.engine.record.BlobWalk.Named;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The blobs that records name, and what changes their places. Used by any thread; nothing blocks. */
public final class PlacedBlobs {
    private final Records records;
    private final Buckets buckets;
    private final Reads reads;
    private final Answers answers;
    private final Supplier<Future<Void>> catchUp;

    PlacedBlobs(Records records, Buckets buckets, Reads reads, Answers answers, Supplier<Future<Void>> catchUp) {
        this.records = records;
        this.buckets = buckets;
        this.reads = reads;
        this.answers = answers;
        this.catchUp = catchUp;
    }

    /**
     * Some of the blobs, in unsigned order of ids.
     *
     * @param end where the next page begins
     */
    public record Page(List<PlacedBlob> blobs, long end, boolean last) {}

    /** The blobs behind {@code after}; the ids of all are greater than 0. */
    public Future<Page> after(long after, int atMost) {
        return reads.onReader(() -> {
            BlobWalk.Page page = new BlobWalk(records).page(after, atMost);
            return new Page(page.blobs().stream().map(PlacedBlob::new).toList(), page.end(), page.last());
        });
    }

    /**
     * Where some of an object lies.
     *
     * @param bytes of the body, in one blob
     */
    public record Lying(long bytes, List<Integer> members) {}

    /** Where the blobs of an object lie; none where its bytes are in its record. */
    public Future<List<Lying>> lying(ObjectVersion object) {
        return answers.answering(
                context -> reads.lying(object, buckets.require(object.name().bucket())));
    }

    /** These of the blobs, as far as records name them. */
    public Future<List<PlacedBlob>> find(Collection<Long> ids) {
        List<Long> wanted = List.copyOf(ids);
        return reads.onReader(() -> {
            List<PlacedBlob> found = new ArrayList<>();
            BlobWalk walk = new BlobWalk(records);
            wanted.forEach(id -> walk.find(id).map(PlacedBlob::new).ifPresent(found::add));
            return found;
        });
    }

    /** Completes when this node's records hold all that was committed before. */
    public Future<Void> catchUp() {
        return catchUp.get();
    }

    /**
     * Notes that a blob lies on these members, if its record still says what it said.
     *
     * @return whether it is noted
     */
    public Future<Boolean> move(PlacedBlob blob, Collection<Integer> to) {
        Named named = blob.named();
        Optional<BucketInfo> bucket = buckets.inOrder().stream()
                .filter(known -> known.id() == named.object().bucketId())
                .findFirst();
        if (bucket.isEmpty()) {
            return Future.succeededFuture(false);
        }
        ObjectName name = new ObjectName(bucket.get().name(), named.object().key());
        Owner owner = named.upload() == 0
                ? new Owner.OfVersion(name, named.number())
                : new Owner.OfPart(new UploadName(name, named.upload()), (int) named.number());
        Move move = new Move(named.id(), named.places(), Places.on(to));
        return answers.answering(context -> answers.committed(
                context, (Promise<Boolean> promise) -> new PlaceCommit(bucket.get(), owner, move, promise)));
    }
}
