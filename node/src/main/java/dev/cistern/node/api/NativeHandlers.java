package dev.cistern.node.api;

/** One handler per group of operations. */
record NativeHandlers(BucketHandler buckets, ObjectHandler objects, VersionHandler versions, ClusterHandler cluster) {}
