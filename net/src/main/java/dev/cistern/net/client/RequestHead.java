package dev.cistern.net.client;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of a request, as they go out: the caller's, and those about the connection and the body, which are ours. */
final class RequestHead {
    private static final List<CharSequence> OURS = List.of(
            HttpHeaders.HOST,
            HttpHeaders.CONNECTION,
            HttpHeaders.createOptimized("keep-alive"),
            HttpHeaders.CONTENT_LENGTH,
            HttpHeaders.TRANSFER_ENCODING,
            HttpHeaders.EXPECT,
            HttpHeaders.createOptimized("upgrade"));

    private static final StreamPriority EQUAL = new StreamPriority();

    private RequestHead() {}

    /** @param authority where it goes: the value of {@code Host} */
    static Future<Void> send(HttpClientStream to, HttpRequest request, String authority, boolean expectContinue) {
        MultiMap headers = headers(request, expectContinue);
        boolean chunked = request.body().lengthBytes() == RequestBody.UNKNOWN_LENGTH;
        return to.writeHead(head(to, request, authority, headers), chunked, null, false, EQUAL, false);
    }

    /** Sends the body with it, in one write. */
    static Future<Void> sendWhole(HttpClientStream to, HttpRequest request, String authority) {
        Buffer whole = request.body().whole();
        ByteBuf bytes = whole == null || whole.length() == 0 ? null : ((BufferInternal) whole).getByteBuf();
        return to.writeHead(head(to, request, authority, headers(request, false)), false, bytes, true, EQUAL, false);
    }

    private static HttpRequestHead head(
            HttpClientStream to, HttpRequest request, String authority, @Nullable MultiMap headers) {
        // For traces alone, and long to put together.
        String uri = to.getContext().tracer() == null
                ? null
                : (to.connection().isSsl() ? "https://" : "http://") + authority + request.target();
        return new HttpRequestHead(request.method(), request.target(), headers, authority, uri, null);
    }

    private static @Nullable MultiMap headers(HttpRequest request, boolean expectContinue) {
        long length = request.body().lengthBytes();
        boolean sized = length > 0 || (length == 0 && expectsBody(request.method()));
        if (request.headers().isEmpty() && !sized && !expectContinue) {
            return null;
        }
        // These refuse what would break out of its line.
        MultiMap headers = HttpHeaders.headers();
        copy(request.headers(), headers);
        if (sized) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
        if (expectContinue) {
            headers.set(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
        }
        return headers;
    }

    private static void copy(MultiMap from, MultiMap to) {
        if (from.isEmpty()) {
            return;
        }
        for (Map.Entry<String, String> header : from) {
            to.add(header.getKey(), header.getValue());
        }
        for (CharSequence ours : OURS) {
            to.remove(ours);
        }
    }

    /** Such a request says so when its body is empty (RFC 9110 §8.6). */
    private static boolean expectsBody(HttpMethod method) {
        return method.equals(HttpMethod.PUT) || method.equals(HttpMethod.POST) || method.equals(HttpMethod.PATCH);
    }
}
