import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** AWS SDK for Java 2, blocking. */
final class Sync {
    private static final String BUCKET = Steps.BUCKET;
    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(Steps.ACCESS_KEY, Steps.SECRET_KEY));
    private static final S3Client S3 = S3Client.builder()
            .endpointOverride(URI.create(Steps.ENDPOINT))
            .region(Region.US_EAST_1)
            .credentialsProvider(KEYS)
            .forcePathStyle(true)
            .build();
    private static final int PART = 5 << 20;

    private Sync() {}

    public static void main(String[] arguments) throws Exception {
        Steps.step("create", () -> {
            S3.createBucket(bucket -> bucket.bucket(BUCKET));
            S3.headBucket(bucket -> bucket.bucket(BUCKET));
        });
        Steps.step("small", Sync::small);
        Steps.step("multipart", Sync::multipart);
        Steps.step("list", Sync::list);
        Steps.step("range", () -> Steps.same(
                S3.getObjectAsBytes(get -> get.bucket(BUCKET).key("large").range("bytes=1000000-1999999"))
                        .asByteArray(),
                java.util.Arrays.copyOfRange(Steps.LARGE, 1_000_000, 2_000_000)));
        Steps.step("copy", Sync::copy);
        Steps.step("presign", Sync::presign);
        Steps.step("versions", Sync::versions);
        Steps.step("delete", Sync::delete);
    }

    private static void small() {
        put("small", Steps.SMALL);
        Steps.same(read("small"), Steps.SMALL);
        S3.putObject(
                put -> put.bucket(BUCKET).key("stream"),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(Steps.SMALL), "text/plain"));
        Steps.same(read("stream"), Steps.SMALL);
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32,
                ChecksumAlgorithm.CRC32_C,
                ChecksumAlgorithm.CRC64_NVME,
                ChecksumAlgorithm.SHA1,
                ChecksumAlgorithm.SHA256)) {
            S3.putObject(
                    put -> put.bucket(BUCKET).key("checked").checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(Steps.SMALL));
            Steps.same(
                    S3.getObjectAsBytes(
                                    get -> get.bucket(BUCKET).key("checked").checksumMode(ChecksumMode.ENABLED))
                            .asByteArray(),
                    Steps.SMALL);
        }
        Steps.same(
                refusal(() -> S3.putObject(
                        put -> put.bucket(BUCKET).key("small").ifNoneMatch("*"), RequestBody.fromString("x"))),
                "412 PreconditionFailed");
    }

    private static void multipart() {
        String id = S3.createMultipartUpload(create -> create.bucket(BUCKET).key("large").checksumAlgorithm("CRC32"))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int from = 0; from < Steps.LARGE.length; from += PART) {
            int number = parts.size() + 1;
            byte[] part = java.util.Arrays.copyOfRange(
                    Steps.LARGE, from, Math.min(Steps.LARGE.length, from + PART));
            var done = S3.uploadPart(
                    upload -> upload.bucket(BUCKET)
                            .key("large")
                            .uploadId(id)
                            .partNumber(number)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    RequestBody.fromBytes(part));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(done.eTag())
                    .checksumCRC32(done.checksumCRC32())
                    .build());
        }
        S3.completeMultipartUpload(complete ->
                complete.bucket(BUCKET).key("large").uploadId(id).multipartUpload(all -> all.parts(parts)));
        Steps.same(read("large"), Steps.LARGE);
        Steps.same(
                S3.headObject(head -> head.bucket(BUCKET).key("large").partNumber(1))
                        .partsCount(),
                parts.size());
        String given = S3.createMultipartUpload(create -> create.bucket(BUCKET).key("given-up"))
                .uploadId();
        Steps.same(S3.listMultipartUploads(list -> list.bucket(BUCKET)).uploads().size(), 1);
        S3.abortMultipartUpload(abort -> abort.bucket(BUCKET).key("given-up").uploadId(given));
    }

    private static void list() {
        for (String key : Steps.ODD) {
            put("odd/" + key, Steps.bytes(key));
            Steps.same(read("odd/" + key), Steps.bytes(key));
        }
        List<String> found =
                S3.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix("odd/").maxKeys(4)).contents().stream()
                        .map(S3Object::key)
                        .toList();
        Steps.same(found, Steps.oddInOrder(Steps.ODD));
    }

    private static void copy() {
        for (String key : List.of("small", "large", Steps.oddInOrder(Steps.ODD).get(3), "odd/pl+us")) {
            S3.copyObject(copy -> copy.sourceBucket(BUCKET)
                    .sourceKey(key)
                    .destinationBucket(BUCKET)
                    .destinationKey("copied/" + key));
            Steps.same(read("copied/" + key), read(key));
        }
    }

    private static void presign() throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(URI.create(Steps.ENDPOINT))
                .region(Region.US_EAST_1)
                .credentialsProvider(KEYS)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            Duration minute = Duration.ofMinutes(1);
            URI put = presigner
                    .presignPutObject(sign -> sign.signatureDuration(minute)
                            .putObjectRequest(object -> object.bucket(BUCKET).key("pre/signed ü")))
                    .url()
                    .toURI();
            Steps.fetch("PUT", put, Steps.SMALL);
            URI get = presigner
                    .presignGetObject(sign -> sign.signatureDuration(minute)
                            .getObjectRequest(object -> object.bucket(BUCKET).key("pre/signed ü")))
                    .url()
                    .toURI();
            Steps.same(Steps.fetch("GET", get, new byte[0]), Steps.SMALL);
        }
    }

    private static void versions() throws Steps.Skip {
        String answer = refusal(() -> S3.putBucketVersioning(put -> put.bucket(BUCKET)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED))));
        if (answer.equals("501 NotImplemented")) {
            throw new Steps.Skip("the node has no versioning");
        }
        Steps.same(answer, "200");
        String first = S3.putObject(put -> put.bucket(BUCKET).key("kept"), RequestBody.fromString("first"))
                .versionId();
        put("kept", Steps.bytes("second"));
        S3.deleteObject(delete -> delete.bucket(BUCKET).key("kept"));
        Steps.same(refusal(() -> read("kept")), "404 NoSuchKey");
        Steps.same(
                S3.getObjectAsBytes(get -> get.bucket(BUCKET).key("kept").versionId(first))
                        .asByteArray(),
                Steps.bytes("first"));
    }

    private static void delete() {
        Steps.same(refusal(() -> S3.deleteBucket(delete -> delete.bucket(BUCKET))), "409 BucketNotEmpty");
        S3.deleteObject(delete -> delete.bucket(BUCKET).key("small"));
        Steps.same(refusal(() -> read("small")), "404 NoSuchKey");
        var found = S3.listObjectVersions(list -> list.bucket(BUCKET));
        List<ObjectIdentifier> all = Stream.concat(
                        found.versions().stream().map(version -> identifier(version.key(), version.versionId())),
                        found.deleteMarkers().stream().map(marker -> identifier(marker.key(), marker.versionId())))
                .toList();
        Steps.same(
                S3.deleteObjects(many -> many.bucket(BUCKET).delete(list -> list.objects(all)))
                        .deleted()
                        .size(),
                all.size());
        S3.deleteBucket(delete -> delete.bucket(BUCKET));
        Steps.same(refusal(() -> read("small")), "404 NoSuchBucket");
    }

    private static ObjectIdentifier identifier(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    private static void put(String key, byte[] body) {
        S3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(body));
    }

    private static byte[] read(String key) {
        return S3.getObjectAsBytes(GetObjectRequest.builder().bucket(BUCKET).key(key).build())
                .asByteArray();
    }

    /** Status and code with which a call is refused. */
    private static String refusal(Runnable call) {
        try {
            call.run();
            return "200";
        } catch (S3Exception e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }
}
