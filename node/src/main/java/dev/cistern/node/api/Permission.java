package dev.cistern.node.api;

/** What an operation needs leave for. */
enum Permission {
    LIST_BUCKETS,
    MANAGE_BUCKETS,
    LIST_OBJECTS,
    READ_OBJECTS,
    WRITE_OBJECTS,
    SHOW_CLUSTER,
    MANAGE_CLUSTER
}
