package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;

/** A bucket to be removed. Its name is free at once; what it held is removed in the background. */
final class DestroyBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final Contents contents;

    DestroyBucketCommit(BucketName name, Contents contents, Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.contents = contents;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        BucketInfo bucket = round.buckets().require(name);
        boolean mustBeEmpty = contents == Contents.MUST_BE_EMPTY || bucket.canLock();
        if (mustBeEmpty && round.records().contents().hasObjects(bucket.id())) {
            throw new StoreException(
                    Code.BUCKET_NOT_EMPTY,
                    "bucket '" + name + "' holds objects or versions of them"
                            + (bucket.canLock() ? ", which can be locked: remove them one by one" : ""));
        }
        round.changed(bucket);
        round.batch().deleteBucket(bucket);
        round.batch().doom(bucket.id());
        return bucket;
    }

    @Override
    void stored(BucketInfo bucket, Effects effects) {
        effects.buckets().remove(bucket);
        effects.removeContents(bucket.id());
    }

    @Override
    boolean makesRoom() {
        return true;
    }

    @Override
    void write(RecordOutput out) {
        out.writeText(name.value());
        out.write(contents == Contents.DESTROY ? 1 : 0);
    }

    static DestroyBucketCommit read(RecordInput in) {
        BucketName name = new BucketName(in.readText());
        Contents contents = in.readFlag() ? Contents.DESTROY : Contents.MUST_BE_EMPTY;
        return new DestroyBucketCommit(name, contents, Promise.promise());
    }
}
