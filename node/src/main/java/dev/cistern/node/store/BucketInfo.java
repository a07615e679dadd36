package dev.cistern.node.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param id never reused, also when a bucket of the same name is made again
 * @param backend URL of the place that its objects come from; what is written to the bucket goes there too, where the
 *     place can be written to, and is refused where not. Empty for a bucket of its own
 */
public record BucketInfo(BucketName name, long id, Instant created, Optional<String> backend) {}
