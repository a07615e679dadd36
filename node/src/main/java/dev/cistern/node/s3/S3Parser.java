package dev.cistern.node.s3;

import static dev.cistern.node.s3.S3Action.State.EMPTY;
import static dev.cistern.node.s3.S3Action.State.REFUSED;

import dev.cistern.node.http.RequestTarget.Parameter;
import dev.cistern.node.s3.ConfigurationsHandler.Kind;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns a request into one {@link S3Operation}. Parameters that S3 does not know are ignored, as it ignores them, but a word
 * without a value is a sub-resource, and one that is not known is refused: it must never become another operation.
 */
final class S3Parser {
    private static final Set<String> PLAIN = Set.of(
            "prefix",
            "delimiter",
            "marker",
            "max-keys",
            "encoding-type",
            "start-after",
            "continuation-token",
            "fetch-owner",
            "list-type",
            "key-marker",
            "version-id-marker",
            "upload-id-marker",
            "max-uploads",
            "max-parts",
            "part-number-marker",
            "partNumber",
            "versionId",
            "id",
            "max-buckets",
            "bucket-region",
            "x-id",
            "select-type",
            "unordered",
            "allow-unordered");

    private S3Parser() {}

    /** @throws S3Exception where there is no such operation */
    static S3Operation parse(S3Request request, List<Parameter> parameters) {
        S3Address address = request.address();
        if (request.method().equals("OPTIONS")) {
            return new BucketOperation.Preflight();
        }
        if (address.bucket().isEmpty()) {
            return service(request);
        }
        BucketName bucket = new BucketName(address.bucket().get());
        if (address.key().isEmpty()) {
            return action(request, parameters, Subresource::ofBucket)
                    .map(action -> ofBucket(action, bucket, request))
                    .orElseGet(() -> plainBucket(request, bucket));
        }
        ObjectName object = new ObjectName(bucket, address.key());
        return action(request, parameters, Subresource::ofObject)
                .map(action -> ofObject(action, object, request))
                .orElseGet(() -> plainObject(request, object));
    }

    private static S3Operation service(S3Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new S3Exception(S3Error.METHOD_NOT_ALLOWED);
        }
        return new BucketOperation.ListBuckets(
                request.parameter("prefix").orElse(""),
                request.parameter("continuation-token").map(ListTokens::decode),
                request.number("max-buckets", 10_000, 10_000));
    }

    /** The operation that a sub-resource makes of the request; empty where it has none. */
    private static Optional<S3Action> action(
            S3Request request, List<Parameter> parameters, Function<String, Optional<Map<String, S3Action>>> known) {
        for (Parameter parameter : parameters) {
            Optional<Map<String, S3Action>> actions = known.apply(parameter.name());
            if (actions.isPresent()) {
                S3Action action = actions.get().get(request.method());
                if (action == null) {
                    throw new S3Exception(S3Error.METHOD_NOT_ALLOWED);
                }
                return Optional.of(action);
            }
        }
        for (Parameter parameter : parameters) {
            if (!parameter.hasValue() && !PLAIN.contains(parameter.name())) {
                throw S3Request.notImplemented("the sub-resource '" + parameter.name() + "' is not implemented");
            }
        }
        return Optional.empty();
    }

    private static S3Operation ofBucket(S3Action action, BucketName bucket, S3Request request) {
        if (action.state() == REFUSED) {
            return new S3Operation.NotServed(action);
        }
        if (action.state() == EMPTY) {
            return new S3Operation.OnUnconfigured(action, bucket);
        }
        return switch (action) {
            case GET_BUCKET_LOCATION -> new BucketOperation.GetBucketLocation(bucket);
            case GET_BUCKET_ACL -> new BucketOperation.GetBucketAcl(bucket);
            case PUT_BUCKET_ACL -> new BucketOperation.PutBucketAcl(bucket);
            case GET_BUCKET_ENCRYPTION -> new BucketOperation.GetBucketEncryption(bucket);
            case PUT_BUCKET_ENCRYPTION -> new BucketOperation.PutBucketEncryption(bucket);
            case DELETE_BUCKET_ENCRYPTION -> new BucketOperation.DeleteBucketEncryption(bucket);
            case GET_BUCKET_POLICY, PUT_BUCKET_POLICY, DELETE_BUCKET_POLICY, GET_BUCKET_POLICY_STATUS ->
                new BucketOperation.OnPolicy(action, bucket);
            case GET_BUCKET_OWNERSHIP_CONTROLS,
                    PUT_BUCKET_OWNERSHIP_CONTROLS,
                    DELETE_BUCKET_OWNERSHIP_CONTROLS,
                    GET_PUBLIC_ACCESS_BLOCK,
                    PUT_PUBLIC_ACCESS_BLOCK,
                    DELETE_PUBLIC_ACCESS_BLOCK -> new BucketOperation.OnControls(action, bucket);
            case DELETE_OBJECTS -> new BucketOperation.DeleteObjects(bucket);
            case GET_BUCKET_CORS, GET_BUCKET_LIFECYCLE_CONFIGURATION, GET_BUCKET_TAGGING ->
                new BucketOperation.GetConfiguration(action, kind(action), bucket);
            case PUT_BUCKET_CORS, PUT_BUCKET_LIFECYCLE_CONFIGURATION, PUT_BUCKET_TAGGING ->
                new BucketOperation.PutConfiguration(action, kind(action), bucket);
            case DELETE_BUCKET_CORS, DELETE_BUCKET_LIFECYCLE, DELETE_BUCKET_TAGGING ->
                new BucketOperation.DeleteConfiguration(action, kind(action), bucket);
            case GET_BUCKET_VERSIONING -> new VersionOperation.GetBucketVersioning(bucket);
            case PUT_BUCKET_VERSIONING -> new VersionOperation.PutBucketVersioning(bucket);
            case GET_OBJECT_LOCK_CONFIGURATION -> new VersionOperation.GetObjectLockConfiguration(bucket);
            case PUT_OBJECT_LOCK_CONFIGURATION -> new VersionOperation.PutObjectLockConfiguration(bucket);
            case LIST_OBJECT_VERSIONS -> ListParser.versions(bucket, request);
            case LIST_MULTIPART_UPLOADS -> ListParser.uploads(bucket, request);
            default -> new S3Operation.NotServed(action);
        };
    }

    private static Kind kind(S3Action action) {
        return switch (action) {
            case GET_BUCKET_CORS, PUT_BUCKET_CORS, DELETE_BUCKET_CORS -> Kind.CORS;
            case GET_BUCKET_TAGGING, PUT_BUCKET_TAGGING, DELETE_BUCKET_TAGGING -> Kind.TAGGING;
            default -> Kind.LIFECYCLE;
        };
    }

    private static S3Operation plainBucket(S3Request request, BucketName bucket) {
        return switch (request.method()) {
            case "GET" ->
                request.parameter("list-type").orElse("").equals("2")
                        ? ListParser.second(bucket, request)
                        : ListParser.first(bucket, request);
            case "HEAD" -> new BucketOperation.HeadBucket(bucket);
            case "PUT" -> new BucketOperation.CreateBucket(bucket);
            case "DELETE" -> new BucketOperation.DeleteBucket(bucket);
            case "POST" -> new BucketOperation.PostObject(bucket);
            default -> throw new S3Exception(S3Error.METHOD_NOT_ALLOWED);
        };
    }

    private static S3Operation ofObject(S3Action action, ObjectName object, S3Request request) {
        return switch (action) {
            case CREATE_MULTIPART_UPLOAD, LIST_PARTS, UPLOAD_PART, COMPLETE_MULTIPART_UPLOAD, ABORT_MULTIPART_UPLOAD ->
                ofUpload(action, object, request);
            default -> ofVersion(action, object, request);
        };
    }

    private static S3Operation ofVersion(S3Action action, ObjectName object, S3Request request) {
        Optional<VersionId> version = S3Versions.named(request);
        return switch (action) {
            case GET_OBJECT_ACL -> new ObjectOperation.GetObjectAcl(object, version);
            case PUT_OBJECT_ACL -> new ObjectOperation.PutObjectAcl(object, version);
            case GET_OBJECT_TAGGING -> new ObjectOperation.GetObjectTagging(object, version);
            case PUT_OBJECT_TAGGING -> new ObjectOperation.PutObjectTagging(object, version);
            case DELETE_OBJECT_TAGGING -> new ObjectOperation.DeleteObjectTagging(object, version);
            case GET_OBJECT_RETENTION -> new VersionOperation.GetObjectRetention(object, version);
            case PUT_OBJECT_RETENTION -> new VersionOperation.PutObjectRetention(object, version);
            case GET_OBJECT_LEGAL_HOLD -> new VersionOperation.GetObjectLegalHold(object, version);
            case PUT_OBJECT_LEGAL_HOLD -> new VersionOperation.PutObjectLegalHold(object, version);
            case GET_OBJECT_ATTRIBUTES ->
                new ObjectOperation.GetObjectAttributes(
                        object,
                        version,
                        header(request, "x-amz-part-number-marker", 0),
                        header(request, "x-amz-max-parts", 1000));
            default -> new S3Operation.NotServed(action);
        };
    }

    private static S3Operation ofUpload(S3Action action, ObjectName object, S3Request request) {
        S3Versions.requireNone(request);
        return switch (action) {
            case CREATE_MULTIPART_UPLOAD -> new MultipartOperation.CreateMultipartUpload(object);
            case LIST_PARTS ->
                new MultipartOperation.ListParts(new Multiparts.ListParts(
                        upload(object, request),
                        request.number("part-number-marker", 0, Integer.MAX_VALUE),
                        request.number("max-parts", 1000, 1000)));
            case UPLOAD_PART -> uploadPart(object, request);
            case COMPLETE_MULTIPART_UPLOAD -> new MultipartOperation.CompleteMultipartUpload(upload(object, request));
            case ABORT_MULTIPART_UPLOAD -> new MultipartOperation.AbortMultipartUpload(upload(object, request));
            default -> new S3Operation.NotServed(action);
        };
    }

    private static S3Operation uploadPart(ObjectName object, S3Request request) {
        int number = partNumber(request)
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_ARGUMENT, "a part needs a partNumber"));
        UploadName upload = upload(object, request);
        String source = request.header("x-amz-copy-source");
        return source == null
                ? new MultipartOperation.UploadPart(upload, number)
                : new MultipartOperation.UploadPartCopy(upload, number, CopySource.parse(source));
    }

    private static S3Operation plainObject(S3Request request, ObjectName object) {
        String source = request.header("x-amz-copy-source");
        return switch (request.method()) {
            case "GET" -> new ObjectOperation.GetObject(object, S3Versions.named(request), partNumber(request));
            case "HEAD" -> new ObjectOperation.HeadObject(object, S3Versions.named(request), partNumber(request));
            case "PUT" -> {
                S3Versions.requireNone(request);
                yield source == null
                        ? new ObjectOperation.PutObject(object)
                        : new ObjectOperation.CopyObject(object, CopySource.parse(source));
            }
            case "DELETE" -> new ObjectOperation.DeleteObject(object, S3Versions.named(request));
            default -> throw new S3Exception(S3Error.METHOD_NOT_ALLOWED);
        };
    }

    private static OptionalInt partNumber(S3Request request) {
        if (!request.has("partNumber")) {
            return OptionalInt.empty();
        }
        String text = request.parameter("partNumber").orElse("");
        int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > Multiparts.MAX_PARTS) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "Part number must be an integer between 1 and 10000, inclusive");
        }
        return OptionalInt.of(number);
    }

    /** An id that this node never gave names no upload, whatever it looks like. */
    private static UploadName upload(ObjectName object, S3Request request) {
        String id = request.parameter("uploadId").orElse("");
        return new UploadName(object, UploadIds.parse(id).orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_UPLOAD)));
    }

    private static int header(S3Request request, String name, int otherwise) {
        String value = request.header(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,9}")) {
            throw S3Exception.argument(name, value, "must be a number from 0 on");
        }
        return Integer.parseInt(value);
    }
}
