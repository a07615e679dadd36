package dev.cistern.node.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What not every bucket has.
 *
 * @param backend URL of the place that its objects come from; what is written to the bucket goes there too, where the
 *     place can be written to, and is refused where not. Empty for a bucket of its own
 * @param owner id of the user who made it, which stays when keys change; empty where it was made without one, so that it
 *     belongs to all
 * @param documents what was configured
 */
public record BucketTraits(Optional<String> backend, Optional<String> owner, Map<BucketDocument, String> documents) {
    public static final BucketTraits NONE = new BucketTraits(Optional.empty(), Optional.empty(), Map.of());

    public BucketTraits {
        documents = Map.copyOf(documents);
    }

    /** Those of a bucket whose objects come from elsewhere. */
    public static BucketTraits backedBy(String backend) {
        return new BucketTraits(Optional.of(backend), Optional.empty(), Map.of());
    }

    /** The same with another text of a document, or without it. */
    public BucketTraits with(BucketDocument document, Optional<String> text) {
        Map<BucketDocument, String> changed = new EnumMap<>(BucketDocument.class);
        changed.putAll(documents);
        text.ifPresentOrElse(given -> changed.put(document, given), () -> changed.remove(document));
        return new BucketTraits(backend, owner, changed);
    }
}
