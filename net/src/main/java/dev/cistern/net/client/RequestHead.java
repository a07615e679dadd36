package dev.cistern.net.client;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Map;

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

    private RequestHead() {}

    static RequestOptions line(HttpRequest request) {
        return new RequestOptions().setMethod(request.method()).setURI(request.target());
    }

    /** @param authority the value of {@code Host} */
    static void fill(HttpClientRequest to, HttpRequest request, CharSequence authority, boolean expectContinue) {
        MultiMap headers = to.headers();
        if (!request.headers().isEmpty()) {
            copy(request.headers(), headers);
        }
        if (to.version() != HttpVersion.HTTP_2) {
            headers.set(HttpHeaders.HOST, authority);
        }
        describeBody(to, request);
        if (expectContinue) {
            headers.set(HttpHeaders.EXPECT, HttpHeaders.CONTINUE);
        }
    }

    private static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> header : from) {
            to.add(header.getKey(), header.getValue());
        }
        for (CharSequence ours : OURS) {
            to.remove(ours);
        }
    }

    private static void describeBody(HttpClientRequest to, HttpRequest request) {
        long length = request.body().lengthBytes();
        if (length == RequestBody.UNKNOWN_LENGTH) {
            to.setChunked(true);
        } else if (length > 0 || expectsBody(request.method())) {
            to.headers().set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
    }

    /** Such a request says so when its body is empty (RFC 9110 §8.6). */
    private static boolean expectsBody(HttpMethod method) {
        return method.equals(HttpMethod.PUT) || method.equals(HttpMethod.POST) || method.equals(HttpMethod.PATCH);
    }
}
