package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The object that is copied, out of {@code x-amz-copy-source: [/]BUCKET/KEY[?versionId=ID]}, percent-encoded. */
record CopySource(ObjectName object, Optional<VersionId> version) implements OnVersion {
    private static final String VERSION = "?versionId=";

    /** Of an operation that copies. */
    static Optional<CopySource> of(S3Operation operation) {
        if (operation instanceof ObjectOperation.CopyObject copy) {
            return Optional.of(copy.source());
        }
        return operation instanceof MultipartOperation.UploadPartCopy copy
                ? Optional.of(copy.source())
                : Optional.empty();
    }

    static CopySource parse(String header) {
        int version = header.lastIndexOf(VERSION);
        Optional<VersionId> id = version < 0
                ? Optional.empty()
                : Optional.of(S3Versions.parse(header.substring(version + VERSION.length())));
        String path = decode(version < 0 ? header : header.substring(0, version));
        String name = path.startsWith("/") ? path.substring(1) : path;
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "x-amz-copy-source must be /BUCKET/KEY, percent-encoded, not " + header);
        }
        return new CopySource(new ObjectName(new BucketName(name.substring(0, slash)), name.substring(slash + 1)), id);
    }

    /** {@code BUCKET/KEY[?versionId=ID]} of a header, decoded, right or wrong. */
    static String plain(String header) {
        String path = decode(header);
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** What is not percent-encoded stays as it is; clients encode more or less. */
    private static String decode(String header) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(header.length());
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            int high = c == '%' && i + 2 < header.length() ? Character.digit(header.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(header.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write((high << 4) | low);
                i += 2;
            } else {
                bytes.write(c & 0xff);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
