package dev.cistern.node.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param id never reused, also when a bucket of the same name is made again
 * @param created to the millisecond
 * @param traits what not every bucket has
 */
public record BucketInfo(BucketName name, long id, Instant created, BucketTraits traits) {

    /** See {@link BucketTraits#backend()}. */
    public Optional<String> backend() {
        return traits.backend();
    }

    /** See {@link BucketTraits#owner()}. */
    public Optional<String> owner() {
        return traits.owner();
    }

    /** The text of a document; empty where none was given. */
    public Optional<String> document(BucketDocument document) {
        return Optional.ofNullable(traits.documents().get(document));
    }

    public Versioning versioning() {
        return document(BucketDocument.VERSIONING)
                .map(text -> text.equals("Enabled") ? Versioning.ENABLED : Versioning.SUSPENDED)
                .orElse(Versioning.OFF);
    }

    /** How it stands to the place that its objects come from. */
    public Backing backing() {
        return document(BucketDocument.BACKING).map(Backing::parse).orElse(Backing.USUAL);
    }

    /** When its changes are acknowledged; empty where it follows the node. */
    public Optional<WriteDurability> durability() {
        return document(BucketDocument.DURABILITY).map(WriteDurability::of);
    }

    /**
     * Whether its changes are synced before they are acknowledged.
     *
     * @param otherwise what holds for buckets that say nothing
     */
    public boolean isSynced(boolean otherwise) {
        return durability().map(own -> own == WriteDurability.SYNC).orElse(otherwise);
    }

    /** How its objects are encrypted that do not ask for anything. */
    public Optional<Encryption> encryption() {
        return document(BucketDocument.ENCRYPTION).map(text -> new Encryption.ByNode());
    }

    /** Whether its objects can be locked. */
    public boolean canLock() {
        return document(BucketDocument.OBJECT_LOCK).isPresent();
    }

    /** What was configured of locks; empty where its objects cannot be locked. */
    public Optional<LockRule> lockRule() {
        return document(BucketDocument.OBJECT_LOCK).map(LockRule::parse);
    }

    /** @throws StoreException {@link StoreException.Code#NOT_LOCKABLE} where a lock is wanted and there can be none */
    public void requireLockable(ObjectLock wanted) {
        if (!wanted.equals(ObjectLock.NONE) && !canLock()) {
            throw new StoreException(
                    StoreException.Code.NOT_LOCKABLE, "objects of bucket '" + name + "' cannot be locked");
        }
    }

    /** The lock of an object that is written now: that of its writer, completed by the bucket's rule. */
    public ObjectLock lockOf(ObjectLock wanted, Instant now) {
        requireLockable(wanted);
        if (wanted.retention().isPresent()) {
            return wanted;
        }
        Optional<ObjectLock.Retention> standard =
                lockRule().flatMap(LockRule::standard).map(period -> period.from(now));
        return standard.isEmpty() ? wanted : new ObjectLock(standard, wanted.hold());
    }
}
