package dev.cistern.node.s3.access;

import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a bucket belongs to and whom it lets in.
 *
 * @param owner id of an account; empty for a bucket of the node, which all its users share
 * @param ownership empty where none was chosen, which counts as {@link Ownership#OBJECT_WRITER}
 * @param acl empty for that of the owner alone
 */
public record BucketRules(
        Optional<String> owner,
        Optional<Ownership> ownership,
        Optional<Policy> policy,
        Optional<Acl> acl,
        Set<PublicAccessBlock> blocks,
        boolean fromElsewhere) {

    public BucketRules {
        blocks = Set.copyOf(blocks);
    }

    /** Parses what was configured of a bucket. */
    public static BucketRules of(BucketInfo bucket) {
        return new BucketRules(
                bucket.owner(),
                bucket.document(BucketDocument.OWNERSHIP).map(Ownership::named),
                bucket.document(BucketDocument.POLICY)
                        .map(text -> Policy.parse(text, bucket.name().value())),
                bucket.document(BucketDocument.ACL).map(Acl::ofText),
                bucket.document(BucketDocument.PUBLIC_ACCESS_BLOCK)
                        .map(PublicAccessBlock::ofText)
                        .orElse(Set.of()),
                bucket.backend().isPresent());
    }

    /** The same with another policy. */
    public BucketRules with(Policy other) {
        return new BucketRules(owner, ownership, Optional.of(other), acl, blocks, fromElsewhere);
    }

    /** Whether access control lists count. Objects that come from elsewhere have none here. */
    public boolean hasAcls() {
        return !fromElsewhere && ownership.orElse(Ownership.OBJECT_WRITER) != Ownership.BUCKET_OWNER_ENFORCED;
    }

    public boolean blocks(PublicAccessBlock what) {
        return blocks.contains(what);
    }

    /** Whether somebody whom it does not name may do something, by its policy or its list. */
    public boolean isPublic() {
        return policy.map(Policy::isPublic).orElse(false)
                || (hasAcls()
                        && !blocks(PublicAccessBlock.IGNORE_PUBLIC_ACLS)
                        && acl.map(Acl::isPublic).orElse(false));
    }
}
