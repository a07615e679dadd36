package dev.cistern.node.s3;

import dev.cistern.node.http.BodyStream;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.sign.ChunkedBody;
import dev.cistern.node.sign.Payload;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The body of a request without its framing, and what it must come to.
 *
 * @param stream paused
 * @param length bytes the client announced; empty when it announced none
 */
record S3Body(ReadStream<Buffer> stream, OptionalLong length, BodyChecks checks) {
    /** Most bytes of a document: 10,000 parts with their checksums, or 1,000 keys. */
    private static final int MOST_DOCUMENT_BYTES = 8 << 20;

    /** Sets the handlers of the request, so it is called before anything that takes time. */
    static S3Body of(S3Request request) {
        BodyStream raw = new BodyStream(request.http());
        if (request.identity().payload() instanceof Payload.Chunked form) {
            OptionalLong length = number(request, "x-amz-decoded-content-length");
            ChunkedBody chunked = new ChunkedBody(raw, form, length);
            return new S3Body(chunked, length, S3Checksums.of(request, chunked::trailers));
        }
        Supplier<Map<String, String>> none = Map::of;
        return new S3Body(raw, plainLength(request), S3Checksums.of(request, none));
    }

    /** As {@link #of}, for the bytes of an object, whose number has to be known from the start or from their framing. */
    static S3Body ofObject(S3Request request) {
        if (request.header("Content-Length") == null && !isFramed(request)) {
            throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
        }
        return of(request);
    }

    /** As {@link #of}, for a document whose request has checksums of something else. */
    static S3Body unchecked(S3Request request) {
        BodyStream raw = new BodyStream(request.http());
        Optional<String> signed =
                request.identity().payload() instanceof Payload.Plain plain ? plain.sha256() : Optional.empty();
        BodyChecks checks = new BodyChecks(List.of(), signed, Optional.empty(), List::of);
        return request.identity().payload() instanceof Payload.Chunked form
                ? new S3Body(new ChunkedBody(raw, form, OptionalLong.empty()), OptionalLong.empty(), checks)
                : new S3Body(raw, OptionalLong.empty(), checks);
    }

    /** The whole body, verified, for requests that carry a document. */
    Future<Buffer> collect() {
        Promise<Buffer> promise = Promise.promise();
        Buffer collected = Buffer.buffer();
        BodyDigests digests = new BodyDigests(checks);
        stream.exceptionHandler(promise::tryFail);
        stream.handler(part -> {
            if (collected.length() + part.length() > MOST_DOCUMENT_BYTES) {
                promise.tryFail(new S3Exception(S3Error.MAX_MESSAGE_LENGTH));
            } else {
                digests.update(part);
                collected.appendBuffer(part);
            }
        });
        stream.endHandler(end -> {
            try {
                BodyDigests.Values unused = digests.finish();
                promise.tryComplete(collected);
            } catch (RuntimeException e) {
                promise.tryFail(e);
            }
        });
        var unused = stream.resume();
        return promise.future();
    }

    private static OptionalLong plainLength(S3Request request) {
        OptionalLong announced = number(request, "Content-Length");
        return announced.isEmpty() && !isFramed(request) ? OptionalLong.of(0) : announced;
    }

    private static boolean isFramed(S3Request request) {
        return request.header("Transfer-Encoding") != null || request.http().version() == HttpVersion.HTTP_2;
    }

    private static OptionalLong number(S3Request request, String header) {
        String value = request.header(header);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.strip().matches("\\d{1,18}")) {
            throw S3Exception.argument(header, value, "is not a number of bytes");
        }
        return OptionalLong.of(Long.parseLong(value.strip()));
    }
}
