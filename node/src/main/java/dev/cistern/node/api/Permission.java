package dev.cistern.node.api;

/** What an operation needs leave for, and who has it where there are users. Without users everybody may do everything. */
enum Permission {
    /** To know whether the node is well. */
    HEALTH(Whose.EVERYBODYS, "know its health"),
    /** To know where the node is. */
    SHOW_CLUSTER(Whose.USERS, "see the map of the cluster"),
    LIST_BUCKETS(Whose.USERS, "list buckets"),
    CREATE_BUCKET(Whose.USERS, "make a bucket"),
    /** To make a bucket that all users share, or one for which the node sends requests to elsewhere, with its credentials. */
    CREATE_NODES_BUCKET(Whose.ADMINISTRATORS, "make a bucket that all share, or one with a backend"),
    /** To say how much is kept of what comes from elsewhere, and for how long, or how durable writes are. */
    SET_PROPERTIES(Whose.ADMINISTRATORS, "change the properties of a bucket"),
    DESTROY_BUCKET("s3:DeleteBucket"),
    HEAD_BUCKET("s3:ListBucket"),
    LIST_OBJECTS("s3:ListBucket"),
    LIST_VERSIONS("s3:ListBucketVersions"),
    SET_VERSIONING("s3:PutBucketVersioning"),
    READ_OBJECT("s3:GetObject"),
    WRITE_OBJECT("s3:PutObject"),
    DELETE_OBJECT("s3:DeleteObject"),
    /** To see settings, alerts and figures of the node. */
    WATCH_CLUSTER(Whose.ADMINISTRATORS, "see the settings and the status of the node"),
    MANAGE_CLUSTER(Whose.ADMINISTRATORS, "change settings");

    private final Whose whose;
    private final String what;

    /** Who has it. */
    enum Whose {
        EVERYBODYS,
        USERS,
        ADMINISTRATORS,
        /** Those whom the owner, the policy and the lists of the bucket give it. */
        AS_BUCKETS_SAY
    }

    Permission(Whose whose, String what) {
        this.whose = whose;
        this.what = what;
    }

    /** @param name as policies name it */
    Permission(String name) {
        this(Whose.AS_BUCKETS_SAY, name);
    }

    Whose whose() {
        return whose;
    }

    /** As policies name it; of what they do not know, in words that follow "may not". */
    String what() {
        return what;
    }
}
