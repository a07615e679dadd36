package dev.cistern.node.s3;

import dev.cistern.node.s3.access.BucketRules;
import dev.cistern.node.store.BucketInfo;

/** The bucket that a request is about, as it was when the request came, and its rules. */
record Standing(BucketInfo bucket, BucketRules rules) {
    String owner() {
        return S3Owners.idOf(bucket);
    }
}
