package dev.cistern.node.engine;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.Optional;

/** A bucket that is to be configured otherwise. */
final class ConfigureBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final BucketDocument document;
    private final Optional<String> text;
    private final Buckets buckets;

    ConfigureBucketCommit(
            BucketName name,
            BucketDocument document,
            Optional<String> text,
            Buckets buckets,
            Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.document = document;
        this.text = text;
        this.buckets = buckets;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        BucketInfo old = buckets.require(name);
        if (text.isPresent() && text.get().length() > BucketDocument.MAX_LENGTH) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "the " + document.title() + " of a bucket has at most " + BucketDocument.MAX_LENGTH
                            + " characters, not " + text.get().length());
        }
        BucketLife.requireAllowed(old, document, text);
        BucketInfo bucket =
                new BucketInfo(name, old.id(), old.created(), old.traits().with(document, text));
        round.batch().putBucket(bucket);
        return bucket;
    }

    @Override
    void stored(BucketInfo bucket) {
        buckets.add(bucket);
    }
}
