package dev.cistern.node.s3;

import dev.cistern.node.s3.BucketOperation.Echo;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.VersionId;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of listings. */
final class ListParser {
    private static final int MOST = 1_000;

    private ListParser() {}

    static S3Operation first(BucketName bucket, S3Request request) {
        Optional<String> marker = text(request, "marker");
        int maxKeys = request.number("max-keys", MOST, MOST);
        return new BucketOperation.ListObjects(
                command(bucket, request, marker, maxKeys),
                new Echo(marker, Optional.empty(), maxKeys, urlEncoded(request)));
    }

    static S3Operation second(BucketName bucket, S3Request request) {
        Optional<String> token = request.parameter("continuation-token");
        Optional<String> startAfter = text(request, "start-after");
        int maxKeys = request.number("max-keys", MOST, MOST);
        Optional<String> after = token.map(ListTokens::decode).or(() -> startAfter);
        return new BucketOperation.ListObjectsV2(
                command(bucket, request, after, maxKeys),
                new Echo(token, startAfter, maxKeys, urlEncoded(request)),
                request.parameter("fetch-owner").orElse("false").equals("true"));
    }

    static S3Operation versions(BucketName bucket, S3Request request) {
        Optional<String> marker = text(request, "key-marker");
        Optional<String> versionMarker = text(request, "version-id-marker");
        if (versionMarker.isPresent() && marker.isEmpty()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "A version-id marker cannot be specified without a key marker.");
        }
        int maxKeys = request.number("max-keys", MOST, MOST);
        Optional<VersionId> version = versionMarker.map(S3Versions::parse);
        return new BucketOperation.ListObjectVersions(
                new ListVersions(
                        bucket,
                        request.parameter("prefix").orElse(""),
                        request.parameter("delimiter").orElse(""),
                        marker.map(key -> new ListVersions.Place(key, version)),
                        maxKeys),
                new Echo(marker, versionMarker, maxKeys, urlEncoded(request)));
    }

    static S3Operation uploads(BucketName bucket, S3Request request) {
        Optional<String> marker = text(request, "key-marker");
        Optional<String> uploadMarker = text(request, "upload-id-marker");
        int most = request.number("max-uploads", MOST, MOST);
        Optional<Multiparts.Place> after = marker.map(key -> new Multiparts.Place(
                key,
                uploadMarker.flatMap(UploadIds::parse).map(OptionalLong::of).orElse(OptionalLong.empty())));
        return new MultipartOperation.ListMultipartUploads(
                new ListUploads(
                        bucket,
                        request.parameter("prefix").orElse(""),
                        request.parameter("delimiter").orElse(""),
                        after,
                        most),
                new Echo(marker, uploadMarker, most, urlEncoded(request)));
    }

    private static ListCommand command(BucketName bucket, S3Request request, Optional<String> after, int maxKeys) {
        return new ListCommand(
                bucket,
                request.parameter("prefix").orElse(""),
                request.parameter("delimiter").orElse(""),
                after,
                maxKeys);
    }

    private static Optional<String> text(S3Request request, String name) {
        return request.parameter(name).filter(value -> !value.isEmpty());
    }

    private static boolean urlEncoded(S3Request request) {
        String encoding = request.parameter("encoding-type").orElse("");
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("url")) {
            throw S3Exception.argument("encoding-type", encoding, "must be url");
        }
        return !encoding.isEmpty();
    }
}
