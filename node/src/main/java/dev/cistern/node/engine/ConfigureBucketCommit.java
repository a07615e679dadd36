package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.Optional;

/** A bucket that is to be configured otherwise. */
final class ConfigureBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final BucketDocument document;
    private final Optional<String> text;

    ConfigureBucketCommit(
            BucketName name, BucketDocument document, Optional<String> text, Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.document = document;
        this.text = text;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        BucketInfo old = round.buckets().require(name);
        if (text.isPresent() && text.get().length() > BucketDocument.MAX_LENGTH) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "the " + document.title() + " of a bucket has at most " + BucketDocument.MAX_LENGTH
                            + " characters, not " + text.get().length());
        }
        BucketLife.requireAllowed(old, document, text);
        BucketInfo bucket =
                new BucketInfo(name, old.id(), old.created(), old.traits().with(document, text));
        round.changed(bucket);
        round.batch().putBucket(bucket);
        return bucket;
    }

    @Override
    void stored(BucketInfo bucket, Effects effects) {
        effects.buckets().add(bucket);
    }

    @Override
    void write(RecordOutput out) {
        out.writeText(name.value());
        out.writeText(document.title());
        out.writeOptional(text);
    }

    static ConfigureBucketCommit read(RecordInput in) {
        BucketName name = new BucketName(in.readText());
        String title = in.readText();
        BucketDocument document = Arrays.stream(BucketDocument.values())
                .filter(one -> one.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no document " + title));
        return new ConfigureBucketCommit(name, document, in.readOptional(), Promise.promise());
    }
}
