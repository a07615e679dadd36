package dev.cistern.node.engine;

import dev.cistern.node.engine.seal.DataKey;
import dev.cistern.node.engine.seal.Seals;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins to store objects, in the clear or encrypted. Used by any thread; nothing blocks. */
final class Puts {
    private final Answers answers;
    private final Buckets buckets;
    private final Uploads uploads;
    private final Sealing sealing;

    /** What encrypts. */
    record Sealing(Reads reads, Seals seals) {}

    Puts(Answers answers, Buckets buckets, Uploads uploads, Sealing sealing) {
        this.answers = answers;
        this.buckets = buckets;
        this.uploads = uploads;
        this.sealing = sealing;
    }

    Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Optional<Consumer<Draft>> watcher) {
        return answers.answering(context -> {
            try {
                BucketInfo bucket = buckets.require(command.name().bucket());
                bucket.requireLockable(command.lock());
                Optional<Encryption> encryption = command.encryption().or(bucket::encryption);
                return encryption.isEmpty()
                        ? uploads.start(new Intake.OfObject(command, bucket, Optional.empty(), watcher), body, context)
                        : putSealed(command, bucket, encryption.get(), body);
            } catch (StoreException e) {
                body.pause();
                throw e;
            }
        });
    }

    private Future<ObjectInfo> putSealed(
            PutCommand command, BucketInfo bucket, Encryption encryption, ReadStream<Buffer> body) {
        var unused = body.pause();
        return new NewKeys(sealing.reads, sealing.seals)
                .begin(command.name(), bucket, Optional.of(encryption))
                .compose(key -> answers.answering(context ->
                        uploads.start(new Intake.OfObject(command, bucket, key.map(DataKey::whole)), body, context)));
    }
}
