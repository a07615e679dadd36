package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectStream;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Objects and parts made out of other objects. */
final class CopiesHandler {
    private final ObjectStore store;
    private final MultipartStore multipart;
    private final S3Locks locks;

    CopiesHandler(ObjectStore store, MultipartStore multipart, S3Locks locks) {
        this.store = store;
        this.multipart = multipart;
        this.locks = locks;
    }

    Future<Void> object(S3Request request, ObjectOperation.CopyObject operation) {
        S3Headers.requireServed(request);
        boolean replace = replaces(request, "x-amz-metadata-directive");
        boolean retag = replaces(request, "x-amz-tagging-directive");
        Map<String, String> ownHeaders = S3Headers.kept(request);
        Map<String, String> ownMetadata = S3Headers.metadata(request);
        Map<String, String> ownTags = S3Tags.ofHeader(request);
        Optional<Encryption> encryption = S3Encryption.wanted(request);
        ObjectLock lock = locks.of(request);
        // An older version that is copied to its own key is brought back.
        boolean changes = replace
                || retag
                || encryption.isPresent()
                || operation.source().version().isPresent()
                || ownHeaders.containsKey("x-amz-storage-class")
                || request.header("x-amz-website-redirect-location") != null;
        requireChange(operation, changes);
        Conditions conditions = RequestConditions.of(request.http());
        Optional<Algorithm> wanted =
                request.optionalHeader("x-amz-checksum-algorithm").map(S3Checksums::algorithm);
        return open(request, operation.source(), Optional.empty())
                .compose(source -> {
                    requireSmall(source);
                    ObjectInfo from = source.info();
                    PutCommand command = new PutCommand(
                            operation.object(),
                            OptionalLong.of(source.length()),
                            checks(wanted.or(() -> from.traits().checksum().map(kept -> kept.value()
                                    .algorithm()))),
                            conditions,
                            replace ? ownHeaders : copied(from, ownHeaders),
                            replace ? ownMetadata : from.metadata(),
                            retag ? ownTags : from.traits().tags(),
                            lock,
                            encryption);
                    return copy(source, body -> store.put(command, body));
                })
                .compose(stored -> S3Versions.tell(request, store, stored).map(stored))
                .compose(stored -> {
                    S3Headers.writeExpiry(request, stored);
                    S3Encryption.write(request, stored.traits().encrypted());
                    return request.answerXml("CopyObjectResult", to -> {
                        to.element("LastModified", S3Times.format(stored.modified()));
                        to.element("ETag", stored.etag());
                        S3Checksums.write(to, stored);
                    });
                });
    }

    private static void requireChange(ObjectOperation.CopyObject operation, boolean changes) {
        if (operation.source().object().equals(operation.object()) && !changes) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }

    private static void requireSmall(OpenObject source) {
        if (source.info().size() > ObjectsHandler.MOST_BYTES) {
            source.close();
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                            + ObjectsHandler.MOST_BYTES);
        }
    }

    Future<Void> part(S3Request request, MultipartOperation.UploadPartCopy operation) {
        S3Headers.requireServed(request);
        Optional<CustomerKey> key = S3Encryption.key(request);
        Optional<ByteRange> range =
                request.optionalHeader("x-amz-copy-source-range").map(CopiesHandler::range);
        return open(request, operation.source(), range)
                .compose(source -> {
                    if (range.isPresent()
                            && range.get() instanceof ByteRange.Between exact
                            && source.offset() + source.length() - 1 != exact.last()) {
                        source.close();
                        throw new S3Exception(
                                S3Error.INVALID_ARGUMENT,
                                "Range specified is not valid for source object of size: "
                                        + source.info().size());
                    }
                    PutPart command = new PutPart(
                            operation.upload(),
                            operation.number(),
                            OptionalLong.of(source.length()),
                            BodyChecks.NONE,
                            key);
                    return copy(source, body -> multipart.put(command, body));
                })
                .map(accepted -> {
                    S3Encryption.write(request, accepted.encrypted());
                    return accepted.part();
                })
                .compose(stored -> request.answerXml("CopyPartResult", to -> {
                    to.element("LastModified", S3Times.format(stored.modified()));
                    to.element("ETag", '"' + stored.md5() + '"');
                    stored.checksum().ifPresent(checksum -> S3Checksums.write(to, checksum));
                }));
    }

    private Future<OpenObject> open(S3Request request, CopySource source, Optional<ByteRange> range) {
        Conditions conditions = RequestConditions.of(request.http().headers(), "x-amz-copy-source-");
        return store.get(new GetCommand(
                        source.object(),
                        range,
                        conditions,
                        GetCommand.Freshness.STORED,
                        GetCommand.Form.BUFFERS,
                        source.version(),
                        S3Encryption.sourceKey(request)))
                .recover(cause -> Future.failedFuture(ofSource(cause)))
                .compose(object -> S3Versions.tell(request, S3Versions.SOURCE_ID, store, object.info())
                        .map(object));
    }

    private static Throwable ofSource(Throwable cause) {
        if (!(cause instanceof StoreException failed)) {
            return cause;
        }
        return switch (failed.code()) {
            case NOT_MODIFIED -> new S3Exception(S3Error.PRECONDITION_FAILED);
            case NO_SUCH_OBJECT -> new S3Exception(S3Error.NO_SUCH_KEY);
            case IS_DELETE_MARKER ->
                new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "The source of a copy request may not specifically refer to a delete marker by version id.");
            default -> cause;
        };
    }

    private static <T> Future<T> copy(OpenObject source, Function<ReadStream<Buffer>, Future<T>> put) {
        ObjectStream body = new ObjectStream(source);
        return put.apply(body).onComplete(done -> body.close());
    }

    private static BodyChecks checks(Optional<Algorithm> kept) {
        List<Checksum> none = List.of();
        return new BodyChecks(none, Optional.empty(), kept, List::of);
    }

    /** What the source was kept with, but for what belongs to it alone. */
    private static Map<String, String> copied(ObjectInfo from, Map<String, String> own) {
        Map<String, String> headers = new HashMap<>(from.headers());
        headers.remove("etag");
        headers.remove("x-amz-storage-class");
        headers.remove("x-amz-website-redirect-location");
        headers.keySet().removeIf(ObjectInfo::isNote);
        own.forEach((name, value) -> {
            if (name.startsWith("x-amz-") || ObjectInfo.isNote(name)) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    private static boolean replaces(S3Request request, String header) {
        String directive = request.header(header);
        if (directive == null || directive.equals("COPY")) {
            return false;
        }
        if (!directive.equals("REPLACE")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Unknown " + header + ": " + directive);
        }
        return true;
    }

    private static ByteRange range(String header) {
        return ByteRange.parse(header)
                .filter(range -> range instanceof ByteRange.Between)
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_ARGUMENT,
                        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are"
                                + " the zero-based offsets of the first and last bytes to copy"));
    }
}
