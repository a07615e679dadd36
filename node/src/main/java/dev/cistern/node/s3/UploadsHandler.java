package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.UriCoding;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Objects uploaded in parts. */
final class UploadsHandler {
    private final ObjectStore store;
    private final MultipartStore multipart;
    private final S3Locks locks;

    UploadsHandler(ObjectStore store, MultipartStore multipart, S3Locks locks) {
        this.store = store;
        this.multipart = multipart;
        this.locks = locks;
    }

    Future<Void> create(S3Request request, MultipartOperation.CreateMultipartUpload operation) {
        S3Headers.requireServed(request);
        Optional<UploadChecksum> checksum = checksum(request);
        CreateUpload command = new CreateUpload(
                operation.object(),
                S3Headers.kept(request),
                S3Headers.metadata(request),
                S3Tags.ofHeader(request),
                checksum,
                locks.of(request),
                S3Encryption.wanted(request));
        return multipart.create(command).compose(upload -> {
            S3Encryption.write(request, upload.encrypted());
            checksum.ifPresent(kept -> request.response()
                    .putHeader("x-amz-checksum-algorithm", kept.algorithm().name())
                    .putHeader("x-amz-checksum-type", kept.composite() ? "COMPOSITE" : "FULL_OBJECT"));
            return request.answerXml("InitiateMultipartUploadResult", to -> {
                to.element("Bucket", operation.object().bucket().value());
                to.element("Key", operation.object().key());
                to.element("UploadId", UploadIds.format(upload.name().id()));
            });
        });
    }

    Future<Void> part(S3Request request, MultipartOperation.UploadPart operation) {
        S3Headers.requireServed(request);
        S3Body body = S3Body.ofObject(request);
        PutPart command = new PutPart(
                operation.upload(), operation.number(), body.length(), body.checks(), S3Encryption.key(request));
        return multipart.put(command, body.stream()).compose(accepted -> {
            Part part = accepted.part();
            S3Encryption.write(request, accepted.encrypted());
            request.response().putHeader("ETag", '"' + part.md5() + '"');
            part.checksum().ifPresent(checksum -> request.response()
                    .putHeader(S3Checksums.name(checksum.algorithm()), S3Checksums.base64(checksum)));
            return request.answer(200);
        });
    }

    Future<Void> complete(S3Request request, MultipartOperation.CompleteMultipartUpload operation) {
        ObjectName object = operation.upload().object();
        Conditions conditions = RequestConditions.of(request.http());
        Optional<Checksum> whole = wholeChecksum(request);
        OptionalLong size = size(request);
        // The header is of the object and not of this document, which is not checked against it.
        return S3Body.unchecked(request)
                .collect()
                .map(UploadsHandler::completion)
                .compose(document -> multipart.complete(
                        new CompleteUpload(operation.upload(), parts(document), conditions, whole, size)))
                .recover(cause -> ObjectsHandler.orMissing(store, object, conditions, cause))
                .compose(stored -> S3Versions.tell(request, store, stored).map(stored))
                .compose(stored -> {
                    S3Headers.writeExpiry(request, stored);
                    S3Encryption.write(request, stored.traits().encrypted());
                    return request.answerXml("CompleteMultipartUploadResult", to -> {
                        to.element("Location", location(request, object));
                        to.element("Bucket", object.bucket().value());
                        to.element("Key", object.key());
                        to.element("ETag", stored.etag());
                        S3Checksums.write(to, stored);
                    });
                });
    }

    Future<Void> abort(S3Request request, MultipartOperation.AbortMultipartUpload operation) {
        return multipart.abort(operation.upload()).compose(aborted -> request.answer(204));
    }

    private static XmlElement completion(Buffer body) {
        if (body.length() == 0) {
            throw new S3Exception(S3Error.INVALID_REQUEST, "You must specify at least one part");
        }
        return XmlElement.parse(body, "CompleteMultipartUpload");
    }

    private static List<NamedPart> parts(XmlElement document) {
        List<XmlElement> parts = document.all("Part");
        if (parts.isEmpty() || parts.size() > Multiparts.MAX_PARTS) {
            throw XmlElement.malformed(
                    "it names " + parts.size() + " parts; 1 to " + Multiparts.MAX_PARTS + " are allowed");
        }
        return parts.stream().map(UploadsHandler::part).toList();
    }

    private static NamedPart part(XmlElement part) {
        String number = part.requiredText("PartNumber").strip();
        if (!number.matches("\\d{1,9}")) {
            throw XmlElement.malformed("PartNumber is '" + number + "'");
        }
        String etag = part.requiredText("ETag").strip().replace("\"", "").toLowerCase(Locale.ROOT);
        return new NamedPart(Integer.parseInt(number), etag, S3Checksums.in(part));
    }

    private static Optional<UploadChecksum> checksum(S3Request request) {
        Optional<Algorithm> algorithm =
                request.optionalHeader("x-amz-checksum-algorithm").map(S3Checksums::algorithm);
        Optional<String> type = request.optionalHeader("x-amz-checksum-type");
        if (algorithm.isEmpty()) {
            if (type.isPresent()) {
                throw new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
            }
            return Optional.empty();
        }
        boolean onlyFull = algorithm.get() == Algorithm.CRC64NVME;
        boolean onlyComposite = algorithm.get() == Algorithm.SHA1 || algorithm.get() == Algorithm.SHA256;
        String wanted = type.orElse(onlyFull ? "FULL_OBJECT" : "COMPOSITE");
        boolean composite = wanted.equals("COMPOSITE");
        if (!composite && !wanted.equals("FULL_OBJECT")) {
            throw new S3Exception(S3Error.INVALID_REQUEST, "Value for x-amz-checksum-type header is invalid.");
        }
        if (composite ? onlyFull : onlyComposite) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The " + wanted + " checksum type cannot be used with the " + algorithm.get()
                            + " checksum algorithm.");
        }
        return Optional.of(new UploadChecksum(algorithm.get(), composite));
    }

    /** A composite one ends in the number of parts. */
    private static Optional<Checksum> wholeChecksum(S3Request request) {
        return S3Checksums.header(request, value -> value.replaceFirst("-\\d+$", ""));
    }

    private static OptionalLong size(S3Request request) {
        String size = request.header("x-amz-mp-object-size");
        if (size == null) {
            return OptionalLong.empty();
        }
        if (!size.matches("\\d{1,18}")) {
            throw S3Exception.argument("x-amz-mp-object-size", size, "is not a number of bytes");
        }
        return OptionalLong.of(Long.parseLong(size));
    }

    static String location(S3Request request, ObjectName object) {
        String host = request.host();
        String folder = host.startsWith(object.bucket() + ".") ? "" : object.bucket() + "/";
        return request.http().scheme() + "://" + host + "/" + folder + UriCoding.encodePath(object.key());
    }
}
