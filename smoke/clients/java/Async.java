import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** AWS SDK for Java 2, not blocking: over Netty with multipart ({@code netty}) or the Common Runtime ({@code crt}). */
final class Async {
    private static final String BUCKET = Steps.BUCKET;
    private static final int PART = 5 << 20;

    private final S3AsyncClient s3;

    private Async(S3AsyncClient s3) {
        this.s3 = s3;
    }

    public static void main(String[] arguments) throws Exception {
        boolean crt = arguments[0].equals("crt");
        Async client = new Async(crt ? crt() : netty());
        Steps.step("create", () -> client.s3.createBucket(bucket -> bucket.bucket(BUCKET)).join());
        Steps.step("small", client::small);
        Steps.step("multipart", client::multipart);
        Steps.step("list", client::list);
        Steps.step("range", client::range);
        Steps.step("copy", client::copy);
        Steps.step("delete", client::delete);
        System.exit(0);
    }

    private static S3AsyncClient netty() {
        return S3AsyncClient.builder()
                .endpointOverride(URI.create(Steps.ENDPOINT))
                .region(Region.US_EAST_1)
                .credentialsProvider(keys())
                .forcePathStyle(true)
                .multipartEnabled(true)
                .multipartConfiguration(multipart -> multipart.minimumPartSizeInBytes((long) PART).thresholdInBytes((long) PART))
                .build();
    }

    /** It believes the roots of the machine alone. */
    private static S3AsyncClient crt() {
        return S3AsyncClient.crtBuilder()
                .endpointOverride(URI.create(Steps.ENDPOINT))
                .region(Region.US_EAST_1)
                .credentialsProvider(keys())
                .forcePathStyle(true)
                .minimumPartSizeInBytes((long) PART)
                .thresholdInBytes((long) PART)
                .httpConfiguration(http -> http.trustAllCertificatesEnabled(Steps.TLS))
                .build();
    }

    private static StaticCredentialsProvider keys() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(Steps.ACCESS_KEY, Steps.SECRET_KEY));
    }

    private void small() {
        put("small", Steps.SMALL);
        Steps.same(read("small"), Steps.SMALL);
        for (ChecksumAlgorithm algorithm :
                List.of(ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.CRC64_NVME, ChecksumAlgorithm.SHA256)) {
            s3.putObject(
                            put -> put.bucket(BUCKET).key("checked").checksumAlgorithm(algorithm),
                            AsyncRequestBody.fromBytes(Steps.SMALL))
                    .join();
            Steps.same(read("checked"), Steps.SMALL);
        }
        put("empty", new byte[0]);
        // Not read: over TLS, version 2.57.8 now and then never tells that an empty object has come, though it has.
        Steps.same(
                s3.headObject(head -> head.bucket(BUCKET).key("empty")).join().contentLength(), 0L);
    }

    private void multipart() throws Exception {
        put("large", Steps.LARGE);
        Steps.same(read("large"), Steps.LARGE);
        try (S3TransferManager transfers = S3TransferManager.builder().s3Client(s3).build()) {
            transfers.uploadFile(upload -> upload.putObjectRequest(put -> put.bucket(BUCKET).key("file"))
                            .source(Path.of(System.getenv("LARGE"))))
                    .completionFuture()
                    .join();
            Path back = Path.of(System.getenv("WORK"), "back");
            transfers.downloadFile(download -> download.getObjectRequest(get -> get.bucket(BUCKET).key("file"))
                            .destination(back))
                    .completionFuture()
                    .join();
            Steps.same(Files.readAllBytes(back), Steps.LARGE);
        }
        if (s3.listMultipartUploads(list -> list.bucket(BUCKET)).join().hasUploads()) {
            throw new AssertionError("uploads are left over");
        }
    }

    private void list() {
        for (String key : Steps.ODD) {
            put("odd/" + key, Steps.bytes(key));
            Steps.same(read("odd/" + key), Steps.bytes(key));
        }
        List<String> found = new ArrayList<>();
        s3.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix("odd/").maxKeys(4))
                .contents()
                .subscribe((S3Object object) -> found.add(object.key()))
                .join();
        Steps.same(found, Steps.oddInOrder(Steps.ODD));
    }

    private void range() {
        byte[] part = s3.getObject(
                        get -> get.bucket(BUCKET).key("large").range("bytes=1000000-1999999"),
                        AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
        Steps.same(part, Arrays.copyOfRange(Steps.LARGE, 1_000_000, 2_000_000));
    }

    private void copy() {
        for (String key : List.of("small", "large", "odd/pl+us")) {
            s3.copyObject(copy -> copy.sourceBucket(BUCKET)
                            .sourceKey(key)
                            .destinationBucket(BUCKET)
                            .destinationKey("copied/" + key))
                    .join();
            Steps.same(read("copied/" + key), read(key));
        }
    }

    private void delete() {
        s3.deleteObject(delete -> delete.bucket(BUCKET).key("small")).join();
        try {
            Steps.same(read("small").length, -1);
        } catch (CompletionException e) {
            Steps.same(((S3Exception) e.getCause()).statusCode(), 404);
        }
        List<ObjectIdentifier> all = s3.listObjectsV2(list -> list.bucket(BUCKET)).join().contents().stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        s3.deleteObjects(many -> many.bucket(BUCKET).delete(list -> list.objects(all)))
                .join();
        s3.deleteBucket(bucket -> bucket.bucket(BUCKET)).join();
    }

    private void put(String key, byte[] body) {
        s3.putObject(put -> put.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(body))
                .join();
    }

    private byte[] read(String key) {
        return s3.getObject(get -> get.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }
}
