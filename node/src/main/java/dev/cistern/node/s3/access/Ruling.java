package dev.cistern.node.s3.access;

import dev.cistern.node.s3.access.Decision.StatementName;
import java.util.Optional;

/**
 * Whether somebody may do something, and why.
 *
 * @param statement of the policy, where one decided
 */
public record Ruling(Reason reason, Optional<StatementName> statement) {

    /** What decided. */
    public enum Reason {
        NO_USERS(true, "the node has no users, so that nobody is asked"),
        ADMINISTRATOR(true, "an administrator may do everything"),
        POLICY_OF_OWN(true, "the owner of a bucket can always read, change and remove its policy"),
        DENIED_BY_POLICY(false, "the policy of the bucket denies it"),
        NODES_BUCKET(true, "the bucket belongs to the node, whose users share it"),
        BUCKET_OWNER(true, "the bucket is the user's own"),
        ALLOWED_BY_POLICY(true, "the policy of the bucket allows it"),
        BUCKET_ACL(true, "the access control list of the bucket grants it"),
        OBJECT_OWNER(true, "the object is the user's own"),
        OBJECT_ACL(true, "the access control list of the object grants it"),
        ASK_OBJECT(false, "nothing says that it is allowed; the access control list of an object could"),
        RESTRICTED(false, "the policy would allow it, but is public, and the bucket restricts public policies"),
        NOTHING(false, "nothing says that it is allowed");

        private final boolean allows;
        private final String sentence;

        Reason(boolean allows, String sentence) {
            this.allows = allows;
            this.sentence = sentence;
        }

        public boolean allows() {
            return allows;
        }

        public String sentence() {
            return sentence;
        }
    }

    static Ruling of(Reason reason) {
        return new Ruling(reason, Optional.empty());
    }

    public boolean isAllowed() {
        return reason.allows;
    }

    /** Whether it is not allowed, and no object can change that. */
    public boolean isFinal() {
        return reason != Reason.ASK_OBJECT;
    }
}
