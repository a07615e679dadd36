package dev.cistern.node.store;

import java.time.Instant;

/**
 * A bucket.
 *
 * @param id never reused, also when a bucket of the same name is made again
 */
public record BucketInfo(BucketName name, long id, Instant created) {}
