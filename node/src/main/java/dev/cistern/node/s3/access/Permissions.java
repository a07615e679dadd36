package dev.cistern.node.s3.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What there can be leave for, as policies name it: those of this node, and those that Amazon has beside them. */
public final class Permissions {
    private static final String NAMES = """
            AbortMultipartUpload BypassGovernanceRetention CreateAccessPoint CreateBucket \
            CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration \
            DeleteBucketOwnershipControls DeleteBucketPolicy DeleteBucketTagging DeleteBucketWebsite DeleteObject \
            DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging GetAccelerateConfiguration GetAccessPoint \
            GetAnalyticsConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging \
            GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration \
            GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock \
            GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration \
            GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration \
            GetMetricsConfiguration GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention \
            GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes \
            GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent GetReplicationConfiguration \
            InitiateReplication ListAllMyBuckets ListBucket ListBucketMultipartUploads ListBucketVersions \
            ListMultipartUploadParts ListTagsForResource ObjectOwnerOverrideToBucketOwner PauseReplication \
            PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging \
            PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy \
            PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite \
            PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration \
            PutLifecycleConfiguration PutMetricsConfiguration PutObject PutObjectAcl PutObjectLegalHold \
            PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging PutReplicationConfiguration \
            ReplicateDelete ReplicateObject ReplicateTags RestoreObject TagResource UntagResource \
            UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration\
            """;

    private static final List<String> ALL = Arrays.stream(NAMES.strip().split("\\s+"))
            .map(name -> "s3:" + name.toLowerCase(Locale.ROOT))
            .toList();

    private Permissions() {}

    /** Whether there is exactly this one, in whatever case. */
    public static boolean isOne(String name) {
        return ALL.contains(name.toLowerCase(Locale.ROOT));
    }

    /** @param pattern in lower case */
    static boolean has(Glob pattern) {
        return ALL.stream().anyMatch(pattern::matches);
    }
}
