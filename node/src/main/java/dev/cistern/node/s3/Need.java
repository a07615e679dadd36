package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Question;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.VersionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leave that a request needs.
 *
 * @param permission as policies name it
 * @param key of the object it is for; empty for the bucket
 * @param version of the object, as the request has it; empty for the current one
 */
record Need(String permission, Optional<String> key, Optional<String> version) {
    static final String LIST = "s3:ListBucket";
    static final String TAG = "s3:PutObjectTagging";
    static final String PUT_ACL = "s3:PutObjectAcl";

    private static final String BYPASS = "s3:BypassGovernanceRetention";

    /** What needs another leave for a version that is named. */
    private static final Map<String, String> OF_VERSION = Map.of(
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectAcl",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectAttributes",
            "s3:GetObjectVersionAttributes",
            "s3:GetObjectTagging",
            "s3:GetObjectVersionTagging",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
            TAG,
            "s3:PutObjectVersionTagging",
            "s3:DeleteObjectTagging",
            "s3:DeleteObjectVersionTagging",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion");

    /** What is asked of an object that is there, whose tags can matter. */
    private static final Set<String> OF_EXISTING = Set.of(
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectAcl",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectAttributes",
            "s3:GetObjectVersionAttributes",
            "s3:GetObjectTagging",
            "s3:GetObjectVersionTagging",
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
            TAG,
            "s3:PutObjectVersionTagging",
            "s3:DeleteObjectTagging",
            "s3:DeleteObjectVersionTagging");

    static Need ofObject(String permission, String key, Optional<String> version) {
        String exact = version.isPresent() ? OF_VERSION.getOrDefault(permission, permission) : permission;
        return new Need(exact, Optional.of(key), version);
    }

    static Need ofBucket(String permission) {
        return new Need(permission, Optional.empty(), Optional.empty());
    }

    /** To read an object that is copied. */
    static Need ofSource(CopySource source) {
        return ofObject("s3:GetObject", source.object().key(), source.version().map(VersionId::text));
    }

    /** To delete an object, alone or among others. */
    static List<Need> toDelete(S3Request request, String key, Optional<String> version) {
        List<Need> needs = new ArrayList<>();
        needs.add(ofObject(S3Action.DELETE_OBJECT.permission(), key, version));
        addBypass(request, key, needs);
        return needs;
    }

    /** All that an operation needs on the bucket that it is addressed to, but for lists that it asks for. */
    static List<Need> of(S3Request request, S3Action action) {
        String key = request.address().key();
        if (key.isEmpty()) {
            return List.of(ofBucket(action.permission()));
        }
        Optional<String> version = request.parameter("versionId");
        List<Need> needs = new ArrayList<>();
        needs.add(ofObject(action.permission(), key, version));
        if (action == S3Action.GET_OBJECT_ATTRIBUTES) {
            needs.add(ofObject(S3Action.GET_OBJECT.permission(), key, version));
        }
        if (writes(action)) {
            addOfNew(request, key, needs);
        }
        addBypass(request, key, needs);
        return needs;
    }

    /** To store an object, but for a list that the request asks for. */
    static List<Need> toWrite(S3Request request, String key) {
        List<Need> needs = new ArrayList<>();
        needs.add(ofObject(S3Action.PUT_OBJECT.permission(), key, Optional.empty()));
        addOfNew(request, key, needs);
        return needs;
    }

    private static void addOfNew(S3Request request, String key, List<Need> needs) {
        if (request.header("x-amz-tagging") != null) {
            needs.add(ofObject(TAG, key, Optional.empty()));
        }
        if (request.header("x-amz-object-lock-legal-hold") != null) {
            needs.add(ofObject(S3Action.PUT_OBJECT_LEGAL_HOLD.permission(), key, Optional.empty()));
        }
        if (request.header("x-amz-object-lock-mode") != null) {
            needs.add(ofObject(S3Action.PUT_OBJECT_RETENTION.permission(), key, Optional.empty()));
        }
    }

    private static void addBypass(S3Request request, String key, List<Need> needs) {
        if ("true".equalsIgnoreCase(request.header("x-amz-bypass-governance-retention"))) {
            needs.add(ofObject(BYPASS, key, Optional.empty()));
        }
    }

    /** Whether an operation begins a new object. */
    static boolean writes(S3Action action) {
        return action == S3Action.PUT_OBJECT
                || action == S3Action.COPY_OBJECT
                || action == S3Action.CREATE_MULTIPART_UPLOAD;
    }

    boolean isOfExisting() {
        return OF_EXISTING.contains(permission);
    }

    Question question(S3Request request, Standing standing, RequestFacts facts) {
        String bucket = standing.bucket().name().value();
        String resource = key.map(name -> bucket + "/" + name).orElse(bucket);
        return new Question(request.caller(), permission, resource, facts);
    }

    /** Empty where it is for a bucket. An id that is none has been refused before. */
    Optional<ObjectVersion> object(Standing standing) {
        return key.map(name ->
                new ObjectVersion(new ObjectName(standing.bucket().name(), name), version.flatMap(VersionId::parse)));
    }
}
