package dev.cistern.node.engine;

import dev.cistern.node.engine.HotObjects.Hot;
import dev.cistern.node.engine.HotObjects.Ticket;
import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.RecordCache;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What memory knows of objects: hot ones, and records in their cache. Nothing here waits, so that an event loop may ask; empty where a
 * reader thread must look. Used by any thread.
 */
final class MemoryReads {
    private final Vertx vertx;
    private final HotObjects hot;
    private final RecordCache cache;
    private final Tally tally;
    private final CacheOdds odds = new CacheOdds();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    MemoryReads(Vertx vertx, HotObjects hot, RecordCache cache, Tally tally) {
        this.vertx = vertx;
        this.hot = hot;
        this.cache = cache;
        this.tally = tally;
    }

    Optional<ObjectInfo> info(ObjectVersion object, BucketInfo bucket) {
        if (object.id().isPresent()) {
            return Optional.empty();
        }
        Optional<Hot> kept = hot.find(key(object.name(), bucket));
        return kept.isPresent()
                ? kept.map(Hot::info)
                : record(object, bucket).map(found -> found.object().info());
    }

    /** @throws StoreException where the command's conditions do not hold, or its range is not in the object */
    Optional<OpenObject> hot(GetCommand command, BucketInfo bucket) {
        return command.version().isPresent()
                ? Optional.empty()
                : hot.find(key(command.name(), bucket)).flatMap(kept -> open(command, kept));
    }

    /** Leave to keep what is read from now on; empty where it is not to be kept. */
    Optional<Ticket> ticket(GetCommand command, BucketInfo bucket) {
        return command.version().isPresent() ? Optional.empty() : hot.ticket(key(command.name(), bucket));
    }

    /** The record of a latest version, if memory holds it. */
    Optional<Found> record(ObjectVersion object, BucketInfo bucket) {
        if (object.id().isPresent() || !odds.isWorthAsking()) {
            return Optional.empty();
        }
        Optional<Found> found = cache.find(object.name(), bucket.id());
        odds.asked(found.isPresent());
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    /** Empty where it has gone from memory meanwhile. */
    private Optional<OpenObject> open(GetCommand command, Hot kept) {
        Encrypted.requireKey(Optional.empty(), command.key());
        command.conditions().checkRead(kept.info());
        ByteRange.Resolved part = wanted(command, kept.info());
        if (!kept.bytes().hold()) {
            return Optional.empty();
        }
        tally.objectsRead.increment();
        tally.bytesRead.add(part.length());
        return Optional.of(new HotObject(vertx, kept.info(), part, kept.bytes()));
    }

    /** An object, or a part of it, whose bytes are all here. */
    OpenObject opened(ObjectInfo info, ByteRange.Resolved part, byte[] bytes) {
        tally.bytesRead.add(part.length());
        return new InlineObject(vertx, info, part, bytes);
    }

    static ByteRange.Resolved wanted(GetCommand command, ObjectInfo info) {
        return command.range().map(range -> range.resolve(info.size())).orElse(new ByteRange.Resolved(0, info.size()));
    }

    private static ObjectKey key(ObjectName name, BucketInfo bucket) {
        return new ObjectKey(bucket.id(), name.key());
    }

    RecordCacheFigures figures() {
        return new RecordCacheFigures(hits.sum(), misses.sum(), cache.bytes(), cache.limitBytes());
    }
}
