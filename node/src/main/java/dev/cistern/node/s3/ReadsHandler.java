package dev.cistern.node.s3;

import dev.cistern.net.server.FileRegions;
import dev.cistern.node.http.ObjectSender;
import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Objects read: whole, in ranges, and part by part. */
final class ReadsHandler {
    /** How often an object may be overwritten between a look at its parts and its opening. */
    private static final int TRIES = 8;

    private final ObjectStore store;
    private final MultipartStore multipart;

    ReadsHandler(ObjectStore store, MultipartStore multipart) {
        this.store = store;
        this.multipart = multipart;
    }

    /**
     * What of an object is wanted.
     *
     * @param range empty for all of it
     * @param conditions those of the request, or the one entity tag that the range was computed for
     * @param parts their number, where a part was asked for
     * @param key of the object
     */
    private record Wanted(
            Optional<ByteRange> range, Conditions conditions, OptionalInt parts, Optional<CustomerKey> key) {}

    Future<Void> get(S3Request request, ObjectOperation.GetObject operation) {
        S3Headers.requireServed(request);
        Optional<CustomerKey> key = S3Encryption.key(request);
        return operation.part().isPresent()
                ? part(request, operation.target(), operation.part().getAsInt(), TRIES)
                : range(request, operation.target())
                        .compose(range -> send(
                                request,
                                operation.target(),
                                new Wanted(range, RequestConditions.of(request.http()), OptionalInt.empty(), key)));
    }

    Future<Void> head(S3Request request, ObjectOperation.HeadObject operation) {
        S3Headers.requireServed(request);
        Optional<CustomerKey> key = S3Encryption.key(request);
        Conditions conditions = RequestConditions.of(request.http());
        if (operation.part().isPresent()) {
            return multipart.partsOf(operation.target(), conditions).compose(found -> {
                Encrypted.requireKey(found.object().traits().encrypted(), key);
                int number = operation.part().getAsInt();
                Resolved part = resolve(found.object(), found.parts(), number);
                return answerHead(request, found.object(), Optional.of(part.range), part.count);
            });
        }
        return store.head(operation.target(), conditions).compose(object -> {
            Encrypted.requireKey(object.traits().encrypted(), key);
            Optional<ByteRange> range = RequestConditions.range(request.http())
                    .filter(wanted -> RequestConditions.rangeHolds(request.http(), object));
            return answerHead(request, object, range, OptionalInt.empty());
        });
    }

    private Future<Void> answerHead(
            S3Request request, ObjectInfo object, Optional<ByteRange> range, OptionalInt parts) {
        HttpServerResponse response = request.response().setStatusCode(200);
        S3Headers.write(request, object);
        parts.ifPresent(count -> response.putHeader("x-amz-mp-parts-count", Integer.toString(count)));
        long length = object.size();
        if (range.isPresent() && object.size() > 0) {
            ByteRange.Resolved part = resolved(request, range.get(), object);
            response.setStatusCode(206).putHeader("Content-Range", contentRange(part, object));
            length = part.length();
        } else if (wantsChecksum(request)) {
            S3Checksums.writeHeaders(response, object);
        }
        response.putHeader("Content-Length", Long.toString(length));
        return S3Versions.tell(request, store, object).compose(told -> response.end());
    }

    private Future<Void> part(S3Request request, ObjectVersion name, int number, int tries) {
        return multipart
                .partsOf(name, RequestConditions.of(request.http()))
                .compose(found -> {
                    Optional<CustomerKey> key = S3Encryption.key(request);
                    Encrypted.requireKey(found.object().traits().encrypted(), key);
                    Resolved part = resolve(found.object(), found.parts(), number);
                    Conditions same = new Conditions(
                            Optional.of(found.object().etag()), Optional.empty(), Optional.empty(), Optional.empty());
                    Optional<ByteRange> range = found.object().size() == 0 ? Optional.empty() : Optional.of(part.range);
                    return send(request, name, new Wanted(range, same, part.count, key));
                })
                .recover(cause -> tries > 1 && is(cause, Code.PRECONDITION_FAILED) && !hasConditions(request)
                        ? part(request, name, number, tries - 1)
                        : Future.failedFuture(cause));
    }

    /** @param count of all parts; empty for an object that was stored at once, which has one */
    private record Resolved(ByteRange range, OptionalInt count) {}

    private static Resolved resolve(ObjectInfo object, List<Part> parts, int number) {
        if (parts.isEmpty()) {
            if (number != 1) {
                throw new S3Exception(S3Error.INVALID_PART_NUMBER);
            }
            return new Resolved(new ByteRange.Between(0, object.size() - 1), OptionalInt.empty());
        }
        if (number > parts.size()) {
            throw new S3Exception(S3Error.INVALID_PART_NUMBER);
        }
        long start = parts.subList(0, number - 1).stream().mapToLong(Part::size).sum();
        long size = parts.get(number - 1).size();
        return new Resolved(new ByteRange.Between(start, start + size - 1), OptionalInt.of(parts.size()));
    }

    private Future<Void> send(S3Request request, ObjectVersion name, Wanted wanted) {
        HttpServerRequest http = request.http();
        GetCommand.Form form = FileRegions.supports(http) ? GetCommand.Form.REGIONS : GetCommand.Form.BUFFERS;
        GetCommand command = new GetCommand(
                name.name(), wanted.range, wanted.conditions, GetCommand.Freshness.STORED, form, name.id(), wanted.key);
        return store.get(command)
                .recover(cause -> withSize(request, name, cause))
                .compose(object -> S3Versions.tell(request, store, object.info())
                        .onFailure(untold -> object.close())
                        .compose(told -> send(request, object, wanted)));
    }

    private static Future<Void> send(S3Request request, OpenObject object, Wanted wanted) {
        try {
            HttpServerResponse response = request.response().setStatusCode(wanted.range.isPresent() ? 206 : 200);
            ObjectInfo info = object.info();
            S3Headers.write(request, info);
            wanted.parts.ifPresent(count -> response.putHeader("x-amz-mp-parts-count", Integer.toString(count)));
            if (wanted.range.isPresent()) {
                response.putHeader(
                        "Content-Range", contentRange(new ByteRange.Resolved(object.offset(), object.length()), info));
            } else if (wantsChecksum(request)) {
                S3Checksums.writeHeaders(response, info);
            }
        } catch (S3Exception e) {
            object.close();
            throw e;
        }
        return ObjectSender.send(request.http(), object);
    }

    /** The range of the request, unless {@code If-Range} says that the object has changed since. */
    private Future<Optional<ByteRange>> range(S3Request request, ObjectVersion name) {
        Optional<ByteRange> range = RequestConditions.range(request.http());
        if (range.isEmpty() || request.header("If-Range") == null) {
            return Future.succeededFuture(range);
        }
        return store.head(name, Conditions.NONE)
                .map(object ->
                        RequestConditions.rangeHolds(request.http(), object) ? range : Optional.<ByteRange>empty());
    }

    /** A range that cannot be satisfied is answered with the size there is, RFC 9110 §15.5.17. */
    private Future<OpenObject> withSize(S3Request request, ObjectVersion name, Throwable cause) {
        if (!is(cause, Code.RANGE_NOT_SATISFIABLE)) {
            return Future.failedFuture(cause);
        }
        return store.head(name, Conditions.NONE).compose(object -> {
            request.response().putHeader("Content-Range", "bytes */" + object.size());
            return Future.failedFuture(cause);
        });
    }

    private static ByteRange.Resolved resolved(S3Request request, ByteRange range, ObjectInfo object) {
        try {
            return range.resolve(object.size());
        } catch (StoreException e) {
            request.response().putHeader("Content-Range", "bytes */" + object.size());
            throw e;
        }
    }

    private static String contentRange(ByteRange.Resolved part, ObjectInfo object) {
        return "bytes " + part.offset() + "-" + (part.offset() + part.length() - 1) + "/" + object.size();
    }

    private static boolean wantsChecksum(S3Request request) {
        return "ENABLED".equalsIgnoreCase(request.header("x-amz-checksum-mode"));
    }

    private static boolean hasConditions(S3Request request) {
        return !RequestConditions.of(request.http()).equals(Conditions.NONE);
    }

    private static boolean is(Throwable cause, Code code) {
        return cause instanceof StoreException failed && failed.code() == code;
    }
}
