package dev.cistern.node.s3;

import dev.cistern.node.s3.BucketOperation.Echo;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.PartPage;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadPage;
import io.vertx.core.Future;

/** Listings of uploads and of their parts. */
final class UploadListsHandler {
    private final MultipartStore multipart;
    private final S3Owners owners;

    UploadListsHandler(MultipartStore multipart, S3Owners owners) {
        this.multipart = multipart;
        this.owners = owners;
    }

    Future<Void> parts(S3Request request, MultipartOperation.ListParts operation) {
        return multipart
                .listParts(operation.command())
                .compose(page -> request.answerXml("ListPartsResult", to -> {
                    Upload upload = page.upload();
                    to.element("Bucket", upload.name().object().bucket().value());
                    to.element("Key", upload.name().object().key());
                    to.element("UploadId", UploadIds.format(upload.name().id()));
                    to.element("PartNumberMarker", operation.command().after());
                    page.next().ifPresent(next -> to.element("NextPartNumberMarker", next));
                    to.element("MaxParts", operation.command().atMost());
                    to.element("IsTruncated", Boolean.toString(page.next().isPresent()));
                    write(to, page);
                    writeOwners(to, owner(request, upload));
                    to.element("StorageClass", storageClass(upload));
                    checksum(to, upload);
                }));
    }

    Future<Void> uploads(S3Request request, MultipartOperation.ListMultipartUploads operation) {
        return multipart
                .listUploads(operation.command())
                .compose(page -> request.answerXml("ListMultipartUploadsResult", to -> {
                    write(to, page, operation);
                    page.uploads()
                            .forEach(upload -> to.element("Upload", entry -> write(request, entry, upload, operation)));
                    ListsHandler.commonPrefixes(to, page.commonPrefixes(), operation.echo());
                }));
    }

    private static void write(XmlOut to, UploadPage page, MultipartOperation.ListMultipartUploads operation) {
        Echo echo = operation.echo();
        to.element("Bucket", operation.command().bucket().value());
        to.element("KeyMarker", ListsHandler.coded(echo.start().orElse(""), echo));
        to.element("UploadIdMarker", echo.startAfter().orElse(""));
        page.next().ifPresent(next -> {
            to.element("NextKeyMarker", ListsHandler.coded(next.key(), echo));
            to.element(
                    "NextUploadIdMarker",
                    next.upload().isPresent() ? UploadIds.format(next.upload().getAsLong()) : "");
        });
        if (!operation.command().prefix().isEmpty()) {
            to.element("Prefix", ListsHandler.coded(operation.command().prefix(), echo));
        }
        if (!operation.command().delimiter().isEmpty()) {
            to.element("Delimiter", ListsHandler.coded(operation.command().delimiter(), echo));
        }
        if (echo.urlEncoded()) {
            to.element("EncodingType", "url");
        }
        to.element("MaxUploads", echo.maxKeys());
        to.element("IsTruncated", Boolean.toString(page.next().isPresent()));
    }

    private void write(
            S3Request request, XmlOut entry, Upload upload, MultipartOperation.ListMultipartUploads operation) {
        entry.element("Key", ListsHandler.coded(upload.name().object().key(), operation.echo()));
        entry.element("UploadId", UploadIds.format(upload.name().id()));
        writeOwners(entry, owner(request, upload));
        entry.element("StorageClass", storageClass(upload));
        entry.element("Initiated", S3Times.format(upload.begun()));
        checksum(entry, upload);
    }

    /** Whom the object will belong to. */
    private S3Owner owner(S3Request request, Upload upload) {
        return owners.ofKept(upload.command().headers(), request.bucket().bucket());
    }

    private static void write(XmlOut to, PartPage page) {
        page.parts()
                .forEach(part -> to.element("Part", entry -> {
                    entry.element("PartNumber", part.number());
                    entry.element("LastModified", S3Times.format(part.modified()));
                    entry.element("ETag", '"' + part.md5() + '"');
                    entry.element("Size", part.size());
                    part.checksum().ifPresent(checksum -> S3Checksums.write(entry, checksum));
                }));
    }

    private static void writeOwners(XmlOut to, S3Owner owner) {
        owner.write(to, "Initiator");
        owner.write(to);
    }

    private static void checksum(XmlOut to, Upload upload) {
        upload.command().checksum().ifPresent(kept -> {
            to.element("ChecksumAlgorithm", kept.algorithm().name());
            to.element("ChecksumType", kept.composite() ? "COMPOSITE" : "FULL_OBJECT");
        });
    }

    private static String storageClass(Upload upload) {
        return upload.command().headers().getOrDefault("x-amz-storage-class", "STANDARD");
    }
}
