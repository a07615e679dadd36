package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What a body is received for, and what becomes of it.
 *
 * @param <T> what the client gets for it
 */
sealed interface Intake<T> {

    /** As it was when the body began. */
    BucketInfo bucket();

    /** What it becomes, or becomes a part of. */
    ObjectName object();

    /** Bytes the client announced; empty when it announced none. */
    OptionalLong length();

    long mostBytes();

    BodyChecks checks();

    /** Who reads it before it is stored. */
    default Optional<Consumer<Draft>> watcher() {
        return Optional.empty();
    }

    /** How it is sealed, where it is. */
    Optional<BodySeal> seal();

    /** Whether a small body may become part of a record. */
    boolean mayBeInline();

    /** @param discardBlob called where the change is refused */
    Commit<T> commit(Received body, LongConsumer discardBlob, Promise<T> promise);

    /** For an object. */
    record OfObject(PutCommand command, BucketInfo bucket, Optional<BodySeal> seal, Optional<Consumer<Draft>> watcher)
            implements Intake<ObjectInfo> {
        /** The S3 limit: 5 TiB. */
        static final long MOST_BYTES = 5L << 40;

        /** One that nobody reads before it is stored. */
        OfObject(PutCommand command, BucketInfo bucket, Optional<BodySeal> seal) {
            this(command, bucket, seal, Optional.empty());
        }

        @Override
        public ObjectName object() {
            return command.name();
        }

        @Override
        public OptionalLong length() {
            return command.length();
        }

        @Override
        public long mostBytes() {
            return MOST_BYTES;
        }

        @Override
        public BodyChecks checks() {
            return command.checks();
        }

        @Override
        public boolean mayBeInline() {
            return true;
        }

        @Override
        public Commit<ObjectInfo> commit(Received body, LongConsumer discardBlob, Promise<ObjectInfo> promise) {
            return new PutCommit(command, bucket, body, discardBlob, promise);
        }
    }

    /** For a part of an object, which always gets a blob, so that completing the object moves no bytes. */
    record OfPart(PutPart command, BucketInfo bucket, Optional<BodySeal> seal) implements Intake<Part> {
        @Override
        public ObjectName object() {
            return command.upload().object();
        }

        @Override
        public OptionalLong length() {
            return command.length();
        }

        @Override
        public long mostBytes() {
            return Multiparts.MOST_PART_BYTES;
        }

        @Override
        public BodyChecks checks() {
            return command.checks();
        }

        @Override
        public boolean mayBeInline() {
            return false;
        }

        @Override
        public Commit<Part> commit(Received body, LongConsumer discardBlob, Promise<Part> promise) {
            return new PartCommit(command, bucket, body, discardBlob, promise);
        }
    }

    /** Gives back the blob of a body that is not stored after all. */
    static void discard(Received body, LongConsumer discardBlob) {
        if (body.place() instanceof Place.Blob blob) {
            discardBlob.accept(blob.id());
        }
    }
}
