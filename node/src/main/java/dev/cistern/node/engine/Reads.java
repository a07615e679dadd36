package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.blob.BlobReader;
import dev.cistern.node.engine.blob.DamagedBlobException;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of records and bytes, on reader threads, so that they never wait for a sync. Used by any thread. */
final class Reads {
    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);
    /** How often an object may be overwritten between finding its record and opening its blob. */
    private static final int TRIES = 16;

    private final Vertx vertx;
    private final Records records;
    private final BlobFiles blobs;
    private final Workers readers;
    private final Housekeeping housekeeping;
    private final Tally tally;

    /** What is read. */
    record Stored(Records records, BlobFiles blobs) {}

    Reads(Vertx vertx, Stored stored, Workers readers, Housekeeping housekeeping, Tally tally) {
        this.vertx = vertx;
        this.records = stored.records;
        this.blobs = stored.blobs;
        this.readers = readers;
        this.housekeeping = housekeeping;
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    Future<ObjectInfo> head(ObjectName name, BucketInfo bucket, Conditions conditions) {
        return onReader(() -> {
            ObjectInfo info = findHead(name, bucket).info();
            conditions.checkRead(info);
            return info;
        });
    }

    Future<OpenObject> get(GetCommand command, BucketInfo bucket) {
        return onReader(() -> open(command, bucket));
    }

    <T> Future<T> onReader(Supplier<T> work) {
        return onReader(work, () -> {});
    }

    /**
     * Does blocking work on a reader thread; the future completes on the caller's context.
     *
     * @param after runs in any case, before the future completes
     */
    <T> Future<T> onReader(Supplier<T> work, Runnable after) {
        Promise<T> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
        try {
            readers.execute(() -> {
                try {
                    T result = work.get();
                    after.run();
                    promise.complete(result);
                } catch (StoreException e) {
                    after.run();
                    promise.fail(e);
                } catch (RuntimeException e) {
                    after.run();
                    promise.fail(new StoreException(Code.INTERNAL, "a read failed: " + e, e));
                }
            });
        } catch (StoreException e) {
            after.run();
            promise.fail(e);
        }
        return promise.future();
    }

    void closing(BlobReader blob) {
        housekeeping.run(() -> {
            try {
                blob.close();
            } catch (IOException e) {
                LOG.warn("a blob could not be closed", e);
            }
        });
    }

    /** Counts and logs damage; the answer is without the bytes. */
    StoreException corrupt(ObjectName name, Exception damage) {
        tally.corruptFound.increment();
        LOG.error("object {} is damaged and was not served", name, damage);
        return new StoreException(Code.CORRUPT, "object " + name + " is damaged: " + damage.getMessage(), damage);
    }

    private ObjectRecord findHead(ObjectName name, BucketInfo bucket) {
        return found(name, () -> records.findHead(name, bucket.id()));
    }

    private Records.Found find(ObjectName name, BucketInfo bucket) {
        return found(name, () -> records.find(name, bucket.id()));
    }

    private <T> T found(ObjectName name, Supplier<Optional<T>> search) {
        try {
            return search.get()
                    .orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
        } catch (StoreException e) {
            throw e.code() == Code.CORRUPT ? corrupt(name, e) : e;
        }
    }

    private OpenObject open(GetCommand command, BucketInfo bucket) {
        long missing = -1;
        for (int i = 0; i < TRIES; i++) {
            Records.Found found = find(command.name(), bucket);
            ObjectInfo info = found.object().info();
            command.conditions().checkRead(info);
            ByteRange.Resolved part = command.range()
                    .map(range -> range.resolve(info.size()))
                    .orElse(new ByteRange.Resolved(0, info.size()));
            if (!(found.object().place() instanceof Place.Blob blob)) {
                tally.objectsRead.increment();
                return inline(found, part);
            }
            try {
                BlobReader reader = blobs.open(blob.id(), info.size());
                tally.objectsRead.increment();
                return new BlobObject(this, info, part, command.form(), reader);
            } catch (NoSuchFileException e) {
                if (blob.id() == missing) {
                    throw corrupt(command.name(), e);
                }
                missing = blob.id();
            } catch (DamagedBlobException e) {
                throw corrupt(command.name(), e);
            } catch (IOException e) {
                throw new StoreException(Code.DISK_FAILED, "opening " + command.name() + " failed: " + e, e);
            }
        }
        throw new StoreException(Code.BUSY, command.name() + " is overwritten faster than it can be opened");
    }

    private OpenObject inline(Records.Found found, ByteRange.Resolved part) {
        ObjectRecord object = found.object();
        try {
            byte[] bytes = found.inlineBytes();
            tally.bytesRead.add(part.length());
            return new InlineObject(vertx, object.info(), part, bytes);
        } catch (StoreException e) {
            throw corrupt(object.info().name(), e);
        }
    }
}
