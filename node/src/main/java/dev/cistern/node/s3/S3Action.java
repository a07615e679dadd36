package dev.cistern.node.s3;

/** Every operation of Amazon's S3 API, by its name there, and what this node makes of it. */
enum S3Action {
    ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", "s3:AbortMultipartUpload", State.SERVED),
    COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", "s3:PutObject", State.SERVED),
    COPY_OBJECT("CopyObject", "s3:PutObject", State.SERVED),
    CREATE_BUCKET("CreateBucket", "s3:CreateBucket", State.SERVED),
    CREATE_BUCKET_METADATA_CONFIGURATION(
            "CreateBucketMetadataConfiguration", "s3:CreateBucketMetadataTableConfiguration", State.REFUSED),
    CREATE_BUCKET_METADATA_TABLE_CONFIGURATION(
            "CreateBucketMetadataTableConfiguration", "s3:CreateBucketMetadataTableConfiguration", State.REFUSED),
    CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", "s3:PutObject", State.SERVED),
    CREATE_SESSION("CreateSession", "s3express:CreateSession", State.REFUSED),
    DELETE_BUCKET("DeleteBucket", "s3:DeleteBucket", State.SERVED),
    DELETE_BUCKET_ANALYTICS_CONFIGURATION(
            "DeleteBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration", State.REFUSED),
    DELETE_BUCKET_CORS("DeleteBucketCors", "s3:PutBucketCORS", State.SERVED),
    DELETE_BUCKET_ENCRYPTION("DeleteBucketEncryption", "s3:PutEncryptionConfiguration", State.SERVED),
    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "DeleteBucketIntelligentTieringConfiguration", "s3:PutIntelligentTieringConfiguration", State.REFUSED),
    DELETE_BUCKET_INVENTORY_CONFIGURATION(
            "DeleteBucketInventoryConfiguration", "s3:PutInventoryConfiguration", State.REFUSED),
    DELETE_BUCKET_LIFECYCLE("DeleteBucketLifecycle", "s3:PutLifecycleConfiguration", State.SERVED),
    DELETE_BUCKET_METADATA_CONFIGURATION(
            "DeleteBucketMetadataConfiguration", "s3:DeleteBucketMetadataTableConfiguration", State.REFUSED),
    DELETE_BUCKET_METADATA_TABLE_CONFIGURATION(
            "DeleteBucketMetadataTableConfiguration", "s3:DeleteBucketMetadataTableConfiguration", State.REFUSED),
    DELETE_BUCKET_METRICS_CONFIGURATION(
            "DeleteBucketMetricsConfiguration", "s3:PutMetricsConfiguration", State.REFUSED),
    DELETE_BUCKET_OWNERSHIP_CONTROLS("DeleteBucketOwnershipControls", "s3:PutBucketOwnershipControls", State.SERVED),
    DELETE_BUCKET_POLICY("DeleteBucketPolicy", "s3:DeleteBucketPolicy", State.SERVED),
    DELETE_BUCKET_REPLICATION("DeleteBucketReplication", "s3:PutReplicationConfiguration", State.EMPTY),
    DELETE_BUCKET_TAGGING("DeleteBucketTagging", "s3:PutBucketTagging", State.SERVED),
    DELETE_BUCKET_WEBSITE("DeleteBucketWebsite", "s3:DeleteBucketWebsite", State.EMPTY),
    DELETE_OBJECT("DeleteObject", "s3:DeleteObject", State.SERVED),
    DELETE_OBJECTS("DeleteObjects", "s3:DeleteObject", State.SERVED),
    DELETE_OBJECT_TAGGING("DeleteObjectTagging", "s3:DeleteObjectTagging", State.SERVED),
    DELETE_PUBLIC_ACCESS_BLOCK("DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock", State.SERVED),
    GET_BUCKET_ACCELERATE_CONFIGURATION(
            "GetBucketAccelerateConfiguration", "s3:GetAccelerateConfiguration", State.EMPTY),
    GET_BUCKET_ACL("GetBucketAcl", "s3:GetBucketAcl", State.SERVED),
    GET_BUCKET_ANALYTICS_CONFIGURATION(
            "GetBucketAnalyticsConfiguration", "s3:GetAnalyticsConfiguration", State.REFUSED),
    GET_BUCKET_CORS("GetBucketCors", "s3:GetBucketCORS", State.SERVED),
    GET_BUCKET_ENCRYPTION("GetBucketEncryption", "s3:GetEncryptionConfiguration", State.SERVED),
    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "GetBucketIntelligentTieringConfiguration", "s3:GetIntelligentTieringConfiguration", State.REFUSED),
    GET_BUCKET_INVENTORY_CONFIGURATION(
            "GetBucketInventoryConfiguration", "s3:GetInventoryConfiguration", State.REFUSED),
    GET_BUCKET_LIFECYCLE_CONFIGURATION("GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration", State.SERVED),
    GET_BUCKET_LOCATION("GetBucketLocation", "s3:GetBucketLocation", State.SERVED),
    GET_BUCKET_LOGGING("GetBucketLogging", "s3:GetBucketLogging", State.EMPTY),
    GET_BUCKET_METADATA_CONFIGURATION(
            "GetBucketMetadataConfiguration", "s3:GetBucketMetadataTableConfiguration", State.REFUSED),
    GET_BUCKET_METADATA_TABLE_CONFIGURATION(
            "GetBucketMetadataTableConfiguration", "s3:GetBucketMetadataTableConfiguration", State.REFUSED),
    GET_BUCKET_METRICS_CONFIGURATION("GetBucketMetricsConfiguration", "s3:GetMetricsConfiguration", State.REFUSED),
    GET_BUCKET_NOTIFICATION_CONFIGURATION(
            "GetBucketNotificationConfiguration", "s3:GetBucketNotification", State.EMPTY),
    GET_BUCKET_OWNERSHIP_CONTROLS("GetBucketOwnershipControls", "s3:GetBucketOwnershipControls", State.SERVED),
    GET_BUCKET_POLICY("GetBucketPolicy", "s3:GetBucketPolicy", State.SERVED),
    GET_BUCKET_POLICY_STATUS("GetBucketPolicyStatus", "s3:GetBucketPolicyStatus", State.SERVED),
    GET_BUCKET_REPLICATION("GetBucketReplication", "s3:GetReplicationConfiguration", State.EMPTY),
    GET_BUCKET_REQUEST_PAYMENT("GetBucketRequestPayment", "s3:GetBucketRequestPayment", State.EMPTY),
    GET_BUCKET_TAGGING("GetBucketTagging", "s3:GetBucketTagging", State.SERVED),
    GET_BUCKET_VERSIONING("GetBucketVersioning", "s3:GetBucketVersioning", State.SERVED),
    GET_BUCKET_WEBSITE("GetBucketWebsite", "s3:GetBucketWebsite", State.EMPTY),
    GET_OBJECT("GetObject", "s3:GetObject", State.SERVED),
    GET_OBJECT_ACL("GetObjectAcl", "s3:GetObjectAcl", State.SERVED),
    GET_OBJECT_ATTRIBUTES("GetObjectAttributes", "s3:GetObjectAttributes", State.SERVED),
    GET_OBJECT_LEGAL_HOLD("GetObjectLegalHold", "s3:GetObjectLegalHold", State.SERVED),
    GET_OBJECT_LOCK_CONFIGURATION("GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration", State.SERVED),
    GET_OBJECT_RETENTION("GetObjectRetention", "s3:GetObjectRetention", State.SERVED),
    GET_OBJECT_TAGGING("GetObjectTagging", "s3:GetObjectTagging", State.SERVED),
    GET_OBJECT_TORRENT("GetObjectTorrent", "s3:GetObjectTorrent", State.REFUSED),
    GET_PUBLIC_ACCESS_BLOCK("GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", State.SERVED),
    HEAD_BUCKET("HeadBucket", "s3:ListBucket", State.SERVED),
    HEAD_OBJECT("HeadObject", "s3:GetObject", State.SERVED),
    LIST_BUCKET_ANALYTICS_CONFIGURATIONS(
            "ListBucketAnalyticsConfigurations", "s3:GetAnalyticsConfiguration", State.REFUSED),
    LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(
            "ListBucketIntelligentTieringConfigurations", "s3:GetIntelligentTieringConfiguration", State.REFUSED),
    LIST_BUCKET_INVENTORY_CONFIGURATIONS(
            "ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration", State.REFUSED),
    LIST_BUCKET_METRICS_CONFIGURATIONS("ListBucketMetricsConfigurations", "s3:GetMetricsConfiguration", State.REFUSED),
    LIST_BUCKETS("ListBuckets", "s3:ListAllMyBuckets", State.SERVED),
    LIST_DIRECTORY_BUCKETS("ListDirectoryBuckets", "s3express:ListAllMyDirectoryBuckets", State.REFUSED),
    LIST_MULTIPART_UPLOADS("ListMultipartUploads", "s3:ListBucketMultipartUploads", State.SERVED),
    LIST_OBJECTS("ListObjects", "s3:ListBucket", State.SERVED),
    LIST_OBJECTS_V2("ListObjectsV2", "s3:ListBucket", State.SERVED),
    LIST_OBJECT_VERSIONS("ListObjectVersions", "s3:ListBucketVersions", State.SERVED),
    LIST_PARTS("ListParts", "s3:ListMultipartUploadParts", State.SERVED),
    POST_OBJECT("PostObject", "s3:PutObject", State.SERVED),
    PREFLIGHT_REQUEST("PreflightRequest", "", State.SERVED),
    PUT_BUCKET_ACCELERATE_CONFIGURATION(
            "PutBucketAccelerateConfiguration", "s3:PutAccelerateConfiguration", State.REFUSED),
    PUT_BUCKET_ACL("PutBucketAcl", "s3:PutBucketAcl", State.SERVED),
    PUT_BUCKET_ANALYTICS_CONFIGURATION(
            "PutBucketAnalyticsConfiguration", "s3:PutAnalyticsConfiguration", State.REFUSED),
    PUT_BUCKET_CORS("PutBucketCors", "s3:PutBucketCORS", State.SERVED),
    PUT_BUCKET_ENCRYPTION("PutBucketEncryption", "s3:PutEncryptionConfiguration", State.SERVED),
    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "PutBucketIntelligentTieringConfiguration", "s3:PutIntelligentTieringConfiguration", State.REFUSED),
    PUT_BUCKET_INVENTORY_CONFIGURATION(
            "PutBucketInventoryConfiguration", "s3:PutInventoryConfiguration", State.REFUSED),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION("PutBucketLifecycleConfiguration", "s3:PutLifecycleConfiguration", State.SERVED),
    PUT_BUCKET_LOGGING("PutBucketLogging", "s3:PutBucketLogging", State.REFUSED),
    PUT_BUCKET_METRICS_CONFIGURATION("PutBucketMetricsConfiguration", "s3:PutMetricsConfiguration", State.REFUSED),
    PUT_BUCKET_NOTIFICATION_CONFIGURATION(
            "PutBucketNotificationConfiguration", "s3:PutBucketNotification", State.REFUSED),
    PUT_BUCKET_OWNERSHIP_CONTROLS("PutBucketOwnershipControls", "s3:PutBucketOwnershipControls", State.SERVED),
    PUT_BUCKET_POLICY("PutBucketPolicy", "s3:PutBucketPolicy", State.SERVED),
    PUT_BUCKET_REPLICATION("PutBucketReplication", "s3:PutReplicationConfiguration", State.REFUSED),
    PUT_BUCKET_REQUEST_PAYMENT("PutBucketRequestPayment", "s3:PutBucketRequestPayment", State.REFUSED),
    PUT_BUCKET_TAGGING("PutBucketTagging", "s3:PutBucketTagging", State.SERVED),
    PUT_BUCKET_VERSIONING("PutBucketVersioning", "s3:PutBucketVersioning", State.SERVED),
    PUT_BUCKET_WEBSITE("PutBucketWebsite", "s3:PutBucketWebsite", State.REFUSED),
    PUT_OBJECT("PutObject", "s3:PutObject", State.SERVED),
    PUT_OBJECT_ACL("PutObjectAcl", "s3:PutObjectAcl", State.SERVED),
    PUT_OBJECT_LEGAL_HOLD("PutObjectLegalHold", "s3:PutObjectLegalHold", State.SERVED),
    PUT_OBJECT_LOCK_CONFIGURATION("PutObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration", State.SERVED),
    PUT_OBJECT_RETENTION("PutObjectRetention", "s3:PutObjectRetention", State.SERVED),
    PUT_OBJECT_TAGGING("PutObjectTagging", "s3:PutObjectTagging", State.SERVED),
    PUT_PUBLIC_ACCESS_BLOCK("PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock", State.SERVED),
    RENAME_OBJECT("RenameObject", "s3express:CreateSession", State.REFUSED),
    RESTORE_OBJECT("RestoreObject", "s3:RestoreObject", State.REFUSED),
    SELECT_OBJECT_CONTENT("SelectObjectContent", "s3:GetObject", State.REFUSED),
    UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION(
            "UpdateBucketMetadataInventoryTableConfiguration",
            "s3:UpdateBucketMetadataInventoryTableConfiguration",
            State.REFUSED),
    UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION(
            "UpdateBucketMetadataJournalTableConfiguration",
            "s3:UpdateBucketMetadataJournalTableConfiguration",
            State.REFUSED),
    UPLOAD_PART("UploadPart", "s3:PutObject", State.SERVED),
    UPLOAD_PART_COPY("UploadPartCopy", "s3:PutObject", State.SERVED),
    WRITE_GET_OBJECT_RESPONSE("WriteGetObjectResponse", "s3-object-lambda:WriteGetObjectResponse", State.REFUSED);

    /** What becomes of a request for an operation. */
    enum State {
        /** It is done. */
        SERVED,
        /** It is told that nothing of the kind is configured, which is true: it cannot be. */
        EMPTY,
        /** It is refused by name, with the status 501. */
        REFUSED
    }

    private final String title;
    private final String permission;
    private final State state;

    S3Action(String title, String permission, State state) {
        this.title = title;
        this.permission = permission;
        this.state = state;
    }

    /** Its name in Amazon's reference. */
    String title() {
        return title;
    }

    /** What a policy calls the leave for it; empty where nobody needs any. */
    String permission() {
        return permission;
    }

    State state() {
        return state;
    }
}
