package dev.cistern.node.store;

/**
 * What can be configured of a bucket. Kept as text that whoever writes it has checked; only {@link #VERSIONING},
 * {@link #OBJECT_LOCK}, {@link #ENCRYPTION} and {@link #DURABILITY} mean something to a store.
 */
public enum BucketDocument {
    /** {@code Enabled} or {@code Suspended}; a bucket that never had any is without. */
    VERSIONING("versioning"),
    /** Present where objects can be locked, which needs versions and can never be taken back. */
    OBJECT_LOCK("object-lock"),
    ACL("acl"),
    /** See {@link Backing}. */
    BACKING("backing"),
    CORS("cors"),
    /** See {@link WriteDurability}; a bucket without it follows the node. */
    DURABILITY("durability"),
    /** Present where objects are encrypted with the node's key unless they ask for something else. */
    ENCRYPTION("encryption"),
    LIFECYCLE("lifecycle"),
    OWNERSHIP("ownership"),
    POLICY("policy"),
    PUBLIC_ACCESS_BLOCK("public-access-block"),
    TAGGING("tagging");

    /** Longest text of one. Unit: characters. */
    public static final int MAX_LENGTH = 512 * 1024;

    private final String title;

    BucketDocument(String title) {
        this.title = title;
    }

    /** Its name in records; never changes. */
    public String title() {
        return title;
    }
}
