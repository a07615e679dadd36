package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Counter;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket to be made. */
final class CreateBucketCommit extends Commit<BucketInfo> {
    private final BucketName name;
    private final BucketTraits traits;

    CreateBucketCommit(BucketName name, BucketTraits traits, Promise<BucketInfo> promise) {
        super(promise);
        this.name = name;
        this.traits = traits;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    BucketInfo evaluate(CommitRound round) {
        if (round.buckets().has(name)) {
            throw new StoreException(Code.BUCKET_EXISTS, "bucket '" + name + "' exists");
        }
        if (round.buckets().count() >= Buckets.MAX) {
            throw new StoreException(Code.INVALID_ARGUMENT, "a node holds at most " + Buckets.MAX + " buckets");
        }
        long id = round.records().counter(Counter.BUCKET_ID);
        BucketInfo bucket = new BucketInfo(name, id, round.now(), traits);
        round.batch().setCounter(Counter.BUCKET_ID, id + 1);
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
        Map<String, String> documents = new TreeMap<>();
        traits.documents().forEach((document, text) -> documents.put(document.title(), text));
        out.writeText(name.value());
        out.writeOptional(traits.backend());
        out.writeOptional(traits.owner());
        out.writeMap(documents);
    }

    static CreateBucketCommit read(RecordInput in) {
        BucketName name = new BucketName(in.readText());
        Optional<String> backend = in.readOptional();
        Optional<String> owner = in.readOptional();
        BucketTraits traits = new BucketTraits(backend, owner, Map.of());
        Map<String, String> documents = in.readMap();
        for (BucketDocument document : BucketDocument.values()) {
            Optional<String> text = Optional.ofNullable(documents.remove(document.title()));
            traits = text.isPresent() ? traits.with(document, text) : traits;
        }
        if (!documents.isEmpty()) {
            throw new IllegalArgumentException("there are no documents " + documents.keySet());
        }
        return new CreateBucketCommit(name, traits, Promise.promise());
    }
}
