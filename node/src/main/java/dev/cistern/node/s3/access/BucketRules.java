package dev.cistern.node.s3.access;

import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import java.util.List;
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
                bucket.document(BucketDocument.OWNERSHIP).map(BucketRules::ownership),
                bucket.document(BucketDocument.POLICY)
                        .map(text -> policy(text, bucket.name().value())),
                bucket.document(BucketDocument.ACL).map(BucketRules::acl),
                bucket.document(BucketDocument.PUBLIC_ACCESS_BLOCK)
                        .map(PublicAccessBlock::ofText)
                        .orElse(Set.of()),
                bucket.backend().isPresent());
    }

    // What is kept was checked when it was set. Should it not be understood for all that, the bucket is shut, not open.

    private static Policy policy(String text, String bucket) {
        try {
            return Policy.parse(text, bucket);
        } catch (S3Exception e) {
            return Policy.DENYING_ALL;
        }
    }

    private static Acl acl(String text) {
        try {
            return Acl.ofText(text);
        } catch (S3Exception e) {
            return new Acl(List.of());
        }
    }

    private static Ownership ownership(String text) {
        try {
            return Ownership.named(text);
        } catch (S3Exception e) {
            return Ownership.BUCKET_OWNER_ENFORCED;
        }
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
