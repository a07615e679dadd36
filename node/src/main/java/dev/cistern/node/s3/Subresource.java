package dev.cistern.node.s3;

import static dev.cistern.node.s3.S3Action.*;

import java.util.Map;
import java.util.Optional;

/** The sub-resources of buckets and objects: parameters of the query that make a request another operation. */
final class Subresource {
    private static final Map<String, Map<String, S3Action>> OF_BUCKET = Map.ofEntries(
            of("accelerate", GET_BUCKET_ACCELERATE_CONFIGURATION, PUT_BUCKET_ACCELERATE_CONFIGURATION),
            of("acl", GET_BUCKET_ACL, PUT_BUCKET_ACL),
            of("cors", GET_BUCKET_CORS, PUT_BUCKET_CORS, DELETE_BUCKET_CORS),
            of("encryption", GET_BUCKET_ENCRYPTION, PUT_BUCKET_ENCRYPTION, DELETE_BUCKET_ENCRYPTION),
            of(
                    "lifecycle",
                    GET_BUCKET_LIFECYCLE_CONFIGURATION,
                    PUT_BUCKET_LIFECYCLE_CONFIGURATION,
                    DELETE_BUCKET_LIFECYCLE),
            Map.entry("location", Map.of("GET", GET_BUCKET_LOCATION)),
            of("logging", GET_BUCKET_LOGGING, PUT_BUCKET_LOGGING),
            of("notification", GET_BUCKET_NOTIFICATION_CONFIGURATION, PUT_BUCKET_NOTIFICATION_CONFIGURATION),
            of("object-lock", GET_OBJECT_LOCK_CONFIGURATION, PUT_OBJECT_LOCK_CONFIGURATION),
            of(
                    "ownershipControls",
                    GET_BUCKET_OWNERSHIP_CONTROLS,
                    PUT_BUCKET_OWNERSHIP_CONTROLS,
                    DELETE_BUCKET_OWNERSHIP_CONTROLS),
            of("policy", GET_BUCKET_POLICY, PUT_BUCKET_POLICY, DELETE_BUCKET_POLICY),
            Map.entry("policyStatus", Map.of("GET", GET_BUCKET_POLICY_STATUS)),
            of("publicAccessBlock", GET_PUBLIC_ACCESS_BLOCK, PUT_PUBLIC_ACCESS_BLOCK, DELETE_PUBLIC_ACCESS_BLOCK),
            of("replication", GET_BUCKET_REPLICATION, PUT_BUCKET_REPLICATION, DELETE_BUCKET_REPLICATION),
            of("requestPayment", GET_BUCKET_REQUEST_PAYMENT, PUT_BUCKET_REQUEST_PAYMENT),
            of("tagging", GET_BUCKET_TAGGING, PUT_BUCKET_TAGGING, DELETE_BUCKET_TAGGING),
            of("versioning", GET_BUCKET_VERSIONING, PUT_BUCKET_VERSIONING),
            of("website", GET_BUCKET_WEBSITE, PUT_BUCKET_WEBSITE, DELETE_BUCKET_WEBSITE),
            of(
                    "analytics",
                    GET_BUCKET_ANALYTICS_CONFIGURATION,
                    PUT_BUCKET_ANALYTICS_CONFIGURATION,
                    DELETE_BUCKET_ANALYTICS_CONFIGURATION),
            of(
                    "inventory",
                    GET_BUCKET_INVENTORY_CONFIGURATION,
                    PUT_BUCKET_INVENTORY_CONFIGURATION,
                    DELETE_BUCKET_INVENTORY_CONFIGURATION),
            of(
                    "metrics",
                    GET_BUCKET_METRICS_CONFIGURATION,
                    PUT_BUCKET_METRICS_CONFIGURATION,
                    DELETE_BUCKET_METRICS_CONFIGURATION),
            of(
                    "intelligent-tiering",
                    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION,
                    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION),
            Map.entry(
                    "metadataTable",
                    Map.of(
                            "GET",
                            GET_BUCKET_METADATA_TABLE_CONFIGURATION,
                            "POST",
                            CREATE_BUCKET_METADATA_TABLE_CONFIGURATION,
                            "DELETE",
                            DELETE_BUCKET_METADATA_TABLE_CONFIGURATION)),
            Map.entry(
                    "metadataConfiguration",
                    Map.of(
                            "GET",
                            GET_BUCKET_METADATA_CONFIGURATION,
                            "POST",
                            CREATE_BUCKET_METADATA_CONFIGURATION,
                            "DELETE",
                            DELETE_BUCKET_METADATA_CONFIGURATION)),
            Map.entry("metadataInventoryTable", Map.of("PUT", UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION)),
            Map.entry("metadataJournalTable", Map.of("PUT", UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION)),
            Map.entry("session", Map.of("GET", CREATE_SESSION)),
            Map.entry("uploads", Map.of("GET", LIST_MULTIPART_UPLOADS)),
            Map.entry("versions", Map.of("GET", LIST_OBJECT_VERSIONS)),
            Map.entry("delete", Map.of("POST", DELETE_OBJECTS)));

    private static final Map<String, Map<String, S3Action>> OF_OBJECT = Map.ofEntries(
            of("acl", GET_OBJECT_ACL, PUT_OBJECT_ACL),
            Map.entry("attributes", Map.of("GET", GET_OBJECT_ATTRIBUTES)),
            of("legal-hold", GET_OBJECT_LEGAL_HOLD, PUT_OBJECT_LEGAL_HOLD),
            of("retention", GET_OBJECT_RETENTION, PUT_OBJECT_RETENTION),
            of("tagging", GET_OBJECT_TAGGING, PUT_OBJECT_TAGGING, DELETE_OBJECT_TAGGING),
            Map.entry("torrent", Map.of("GET", GET_OBJECT_TORRENT)),
            Map.entry("restore", Map.of("POST", RESTORE_OBJECT)),
            Map.entry("select", Map.of("POST", SELECT_OBJECT_CONTENT)),
            Map.entry("renameObject", Map.of("PUT", RENAME_OBJECT)),
            Map.entry("uploads", Map.of("POST", CREATE_MULTIPART_UPLOAD)),
            Map.entry(
                    "uploadId",
                    Map.of(
                            "GET", LIST_PARTS,
                            "PUT", UPLOAD_PART,
                            "POST", COMPLETE_MULTIPART_UPLOAD,
                            "DELETE", ABORT_MULTIPART_UPLOAD)));

    private Subresource() {}

    /** The operations of a sub-resource of buckets, by method; empty where it is none. */
    static Optional<Map<String, S3Action>> ofBucket(String parameter) {
        return Optional.ofNullable(OF_BUCKET.get(parameter));
    }

    /** The operations of a sub-resource of objects, by method; empty where it is none. */
    static Optional<Map<String, S3Action>> ofObject(String parameter) {
        return Optional.ofNullable(OF_OBJECT.get(parameter));
    }

    private static Map.Entry<String, Map<String, S3Action>> of(String name, S3Action get, S3Action put) {
        return Map.entry(name, Map.of("GET", get, "PUT", put));
    }

    private static Map.Entry<String, Map<String, S3Action>> of(
            String name, S3Action get, S3Action put, S3Action delete) {
        return Map.entry(name, Map.of("GET", get, "PUT", put, "DELETE", delete));
    }
}
