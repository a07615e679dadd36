package dev.cistern.node.s3.access;

import dev.cistern.node.s3.wire.S3Exception;
import java.util.Arrays;

/** Whom the objects of a bucket belong to. */
public enum Ownership {
    /** Who wrote them, unless given to the owner of the bucket with {@code bucket-owner-full-control}. */
    BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
    /** Who wrote them. */
    OBJECT_WRITER("ObjectWriter"),
    /** The owner of the bucket; access control lists count for nothing and cannot be set. */
    BUCKET_OWNER_ENFORCED("BucketOwnerEnforced");

    private final String title;

    Ownership(String title) {
        this.title = title;
    }

    /** As Amazon names it, and as it is stored. */
    public String title() {
        return title;
    }

    /** @throws S3Exception where there is none of the name */
    public static Ownership named(String title) {
        return Arrays.stream(values())
                .filter(ownership -> ownership.title.equals(title))
                .findFirst()
                .orElseThrow(() -> S3Exception.argument(
                        "the object ownership",
                        title,
                        "must be BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter"));
    }
}
