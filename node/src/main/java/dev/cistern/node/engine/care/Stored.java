package dev.cistern.node.engine.care;

import dev.cistern.node.engine.blob.BlobFiles;
import dev.cistern.node.engine.record.BlobWalk.Named;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.seal.SealedForm;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked after.
 *
 * @param folder of all data of the node
 * @param firstBlob ids of this node below it were given by earlier runs
 * @param neighbours the other members of the cluster, if there are any
 */
public record Stored(Path folder, Records records, BlobFiles blobs, long firstBlob, Neighbours neighbours) {
    /** Who else has blobs. Used by any thread; nothing blocks. */
    public interface Neighbours {
        /** Of a node alone. */
        Neighbours NONE = new Neighbours() {
            @Override
            public boolean areThere() {
                return false;
            }

            @Override
            public boolean areKnown() {
                return true;
            }

            @Override
            public boolean placesHere(Places places) {
                return true;
            }

            @Override
            public boolean askForAnother(long blobId, Places places) {
                return false;
            }
        };

        /** Whether there are any. */
        boolean areThere();

        /** Whether it is known which of the members this node is; it is soon after the start. */
        boolean areKnown();

        /** Whether {@link #placesHere} tells where blobs lie, and not only where they may. */
        default boolean placesAreKnown() {
            return true;
        }

        /** Whether a blob with these places lies on this node. */
        boolean placesHere(Places places);

        /** Has the copy on this node replaced by that of another member; false where nobody else has one. */
        boolean askForAnother(long blobId, Places places);
    }

    /** Bytes of a blob as it is stored. */
    static long length(Named blob) {
        return blob.seal() == Named.Seal.SEALED ? SealedForm.sealedSize(blob.size()) : blob.size();
    }

    /** Names what findings are about. */
    Names names() {
        Map<Long, BucketInfo> buckets = new HashMap<>();
        records.buckets().forEach(bucket -> buckets.put(bucket.id(), bucket));
        return new Names(buckets);
    }

    /** The buckets at one moment. */
    record Names(Map<Long, BucketInfo> buckets) {
        Finding.Subject of(Named blob) {
            Finding.Subject object = of(blob.object(), blob.upload() == 0 ? blob.number() : 0);
            return new Finding.Subject(
                    object.bucket(),
                    object.key(),
                    object.version(),
                    blob.upload() == 0 ? Optional.empty() : Optional.of(blob.number()),
                    Optional.of(blob.id()));
        }

        /** @param number of the version; 0 where that is not known */
        Finding.Subject of(ObjectKey object, long number) {
            Optional<BucketInfo> bucket = Optional.ofNullable(buckets.get(object.bucketId()));
            boolean isVersioned = bucket.isPresent() && bucket.get().versioning() != Versioning.OFF && number > 0;
            return new Finding.Subject(
                    bucket.map(known -> known.name().value()),
                    Optional.of(object.key()),
                    isVersioned ? Optional.of(new VersionId(number).text()) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        Finding.Subject of(ObjectKey object, long number, long blob) {
            Finding.Subject subject = of(object, number);
            return new Finding.Subject(
                    subject.bucket(), subject.key(), subject.version(), Optional.empty(), Optional.of(blob));
        }
    }
}
