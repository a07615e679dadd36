package dev.cistern.node.s3.access;

import dev.cistern.node.s3.access.Ruling.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether somebody may do something with a bucket or an object. First of all a policy that denies is heard, then who owns
 * the bucket, then a policy that allows, then access control lists: what nothing allows is denied. Pure.
 */
public final class Judge {
    private static final Set<String> POLICY_OF_OWN =
            Set.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

    /** What leave a list of a bucket gives. */
    private static final Map<String, AclPermission> OF_BUCKET = Map.of(
            "s3:ListBucket", AclPermission.READ,
            "s3:ListBucketVersions", AclPermission.READ,
            "s3:ListBucketMultipartUploads", AclPermission.READ,
            "s3:PutObject", AclPermission.WRITE,
            "s3:DeleteObject", AclPermission.WRITE,
            "s3:AbortMultipartUpload", AclPermission.WRITE,
            "s3:ListMultipartUploadParts", AclPermission.WRITE,
            "s3:GetBucketAcl", AclPermission.READ_ACP,
            "s3:PutBucketAcl", AclPermission.WRITE_ACP);

    /** What leave a list of an object gives. */
    private static final Map<String, AclPermission> OF_OBJECT = Map.of(
            "s3:GetObject", AclPermission.READ,
            "s3:GetObjectVersion", AclPermission.READ,
            "s3:GetObjectAttributes", AclPermission.READ,
            "s3:GetObjectVersionAttributes", AclPermission.READ,
            "s3:GetObjectAcl", AclPermission.READ_ACP,
            "s3:GetObjectVersionAcl", AclPermission.READ_ACP,
            "s3:PutObjectAcl", AclPermission.WRITE_ACP,
            "s3:PutObjectVersionAcl", AclPermission.WRITE_ACP);

    private Judge() {}

    /** What is known without looking at an object; not final where that would help. */
    public static Ruling rule(Question question, BucketRules rules) {
        Caller caller = question.caller();
        if (caller.isTrusted()) {
            return Ruling.of(caller.isUser() ? Reason.ADMINISTRATOR : Reason.NO_USERS);
        }
        boolean own =
                caller.isUser() && rules.owner().filter(caller.id()::equals).isPresent();
        if (own && POLICY_OF_OWN.contains(question.permission())) {
            return Ruling.of(Reason.POLICY_OF_OWN);
        }
        Decision decision =
                rules.policy().map(policy -> policy.decide(question)).orElse(Decision.SILENT);
        if (decision.answer() == Decision.Answer.DENIED) {
            return new Ruling(Reason.DENIED_BY_POLICY, decision.by());
        }
        if (own || (caller.isUser() && rules.owner().isEmpty())) {
            return Ruling.of(own ? Reason.BUCKET_OWNER : Reason.NODES_BUCKET);
        }
        boolean restricted = rules.blocks(PublicAccessBlock.RESTRICT_PUBLIC_BUCKETS)
                && rules.policy().map(Policy::isPublic).orElse(false);
        if (decision.answer() == Decision.Answer.ALLOWED && !restricted) {
            return new Ruling(Reason.ALLOWED_BY_POLICY, decision.by());
        }
        if (!rules.hasAcls() || restricted) {
            return Ruling.of(decision.answer() == Decision.Answer.ALLOWED ? Reason.RESTRICTED : Reason.NOTHING);
        }
        return byList(question, rules);
    }

    private static Ruling byList(Question question, BucketRules rules) {
        Optional<AclPermission> wanted = Optional.ofNullable(OF_BUCKET.get(question.permission()));
        boolean ignoring = rules.blocks(PublicAccessBlock.IGNORE_PUBLIC_ACLS);
        if (wanted.isPresent()
                && rules.acl()
                        .map(acl -> acl.grants(question.caller(), wanted.get(), ignoring))
                        .orElse(false)) {
            return Ruling.of(Reason.BUCKET_ACL);
        }
        return Ruling.of(OF_OBJECT.containsKey(question.permission()) ? Reason.ASK_OBJECT : Reason.NOTHING);
    }

    /**
     * What an object says, where {@link #rule} left it to the object.
     *
     * @param owner id of the object's owner
     * @param acl empty for that of the owner alone
     */
    public static Ruling byObject(Question question, BucketRules rules, Optional<String> owner, Optional<Acl> acl) {
        Optional<AclPermission> wanted = Optional.ofNullable(OF_OBJECT.get(question.permission()));
        Caller caller = question.caller();
        if (wanted.isEmpty() || !rules.hasAcls()) {
            return Ruling.of(Reason.NOTHING);
        }
        if (caller.isUser() && owner.filter(caller.id()::equals).isPresent()) {
            return Ruling.of(Reason.OBJECT_OWNER);
        }
        boolean ignoring = rules.blocks(PublicAccessBlock.IGNORE_PUBLIC_ACLS);
        return acl.filter(list -> list.grants(caller, wanted.get(), ignoring)).isPresent()
                ? Ruling.of(Reason.OBJECT_ACL)
                : Ruling.of(Reason.NOTHING);
    }
}
