package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Looks for the record of an object, or of a version of it. Used by any thread; every method blocks on the disk. */
final class Lookup {
    private final Records records;
    private final BiFunction<ObjectName, Exception, StoreException> corrupt;

    /** @param corrupt told of what is damaged; gives what is thrown */
    Lookup(Records records, BiFunction<ObjectName, Exception, StoreException> corrupt) {
        this.records = records;
        this.corrupt = corrupt;
    }

    /**
     * Without the bytes or parts that live in its record.
     *
     * @throws StoreException where it is not there, or is a delete marker
     */
    ObjectRecord head(ObjectVersion object, BucketInfo bucket) {
        return found(
                        object,
                        () -> object.id().isPresent()
                                ? version(object, bucket).map(Found::object)
                                : records.findHead(object.name(), bucket.id()))
                .orElseGet(() -> missing(object, bucket).object());
    }

    /** @throws StoreException where it is not there, or is a delete marker */
    Found whole(ObjectVersion object, BucketInfo bucket) {
        return found(
                        object,
                        () -> object.id().isPresent()
                                ? version(object, bucket)
                                : records.find(object.name(), bucket.id()))
                .orElseGet(() -> missing(object, bucket));
    }

    /** Where a bucket has no versions, this costs as much as to find an object. */
    private Optional<Found> version(ObjectVersion object, BucketInfo bucket) {
        VersionId id = object.id().orElseThrow();
        Optional<Found> found = bucket.versioning() == Versioning.OFF
                ? records.find(object.name(), bucket.id())
                        .filter(only -> only.object().info().versionId().equals(id))
                : records.versions().find(object.name(), bucket.id(), id);
        if (found.isPresent() && found.get().object().info().isDeleteMarker()) {
            throw StoreException.isMarker(found.get().object().info());
        }
        return found;
    }

    /**
     * What was not found at the first look: gone, deleted, or brought back a moment ago.
     *
     * @throws StoreException where it is not there
     */
    private Found missing(ObjectVersion object, BucketInfo bucket) {
        if (object.id().isPresent()) {
            throw new StoreException(Code.NO_SUCH_VERSION, "there is no " + object);
        }
        Optional<Found> latest = bucket.versioning() == Versioning.OFF
                ? Optional.empty()
                : found(object, () -> records.versions().findLatest(object.name(), bucket.id()));
        if (latest.isPresent() && latest.get().object().info().isDeleteMarker()) {
            throw StoreException.deleted(latest.get().object().info());
        }
        return latest.orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + object.name()));
    }

    private <T> Optional<T> found(ObjectVersion object, Supplier<Optional<T>> search) {
        try {
            return search.get();
        } catch (StoreException e) {
            throw e.code() == Code.CORRUPT ? corrupt.apply(object.name(), e) : e;
        }
    }
}
