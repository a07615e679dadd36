package dev.cistern.node.s3;

import dev.cistern.node.s3.cors.CorsRules;
import dev.cistern.node.s3.lifecycle.LifecycleRules;
import dev.cistern.node.store.BucketInfo;
import java.util.Optional;

/**
 * The bucket that a request is for, and what of its configuration every request needs.
 *
 * @param cors which pages of other sites may use it; empty where none may
 * @param lifecycle when its objects go; empty where they stay
 */
record S3Bucket(BucketInfo info, Optional<CorsRules> cors, Optional<LifecycleRules> lifecycle) {}
