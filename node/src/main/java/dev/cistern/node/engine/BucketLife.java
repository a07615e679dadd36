package dev.cistern.node.engine;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.LockRule;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.Versioning;
import dev.cistern.node.store.WriteDurability;
import java.util.Optional;
import java.util.Set;

/** What may become of a bucket: versions are never switched off, only suspended, and locks need them for ever. */
final class BucketLife {
    private static final Set<String> VERSIONING_TEXTS = Set.of("Enabled", "Suspended");

    private BucketLife() {}

    /** @throws StoreException {@link Code#INVALID_BUCKET_STATE} or {@link Code#INVALID_ARGUMENT} */
    static void requireAllowed(BucketInfo bucket, BucketDocument document, Optional<String> text) {
        if (document == BucketDocument.VERSIONING) {
            requireVersioning(bucket, text);
        } else if (document == BucketDocument.OBJECT_LOCK) {
            requireLock(bucket, text);
        } else if (document == BucketDocument.DURABILITY) {
            text.ifPresent(BucketLife::requireDurability);
        }
    }

    private static void requireDurability(String text) {
        WriteDurability unused = WriteDurability.of(text);
    }

    private static void requireVersioning(BucketInfo bucket, Optional<String> text) {
        if (text.isEmpty() && bucket.versioning() != Versioning.OFF) {
            throw refused(bucket, "has versions, which can be suspended and never switched off");
        }
        if (text.isPresent() && !VERSIONING_TEXTS.contains(text.get())) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, "versioning is Enabled or Suspended, not '" + text.get() + "'");
        }
        if (text.equals(Optional.of("Suspended")) && bucket.canLock()) {
            throw refused(bucket, "has object lock, so its versions cannot be suspended");
        }
    }

    private static void requireLock(BucketInfo bucket, Optional<String> text) {
        if (text.isEmpty() && bucket.canLock()) {
            throw refused(bucket, "has object lock, which can never be switched off");
        }
        text.ifPresent(BucketLife::requireRule);
        if (text.isPresent() && bucket.versioning() != Versioning.ENABLED) {
            throw refused(bucket, "does not keep versions, which object lock needs");
        }
    }

    private static void requireRule(String text) {
        LockRule unused = LockRule.parse(text);
    }

    private static StoreException refused(BucketInfo bucket, String why) {
        return new StoreException(Code.INVALID_BUCKET_STATE, "bucket '" + bucket.name() + "' " + why);
    }
}
