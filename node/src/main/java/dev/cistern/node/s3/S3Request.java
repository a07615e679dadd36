package dev.cistern.node.s3;

import dev.cistern.node.guard.Ask;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.sign.Identity;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request to S3 whose sender is known, and its answer; after it was admitted also the bucket it is about. Confined to the
 * connection's event loop.
 */
final class S3Request {
    private static final String XML = "application/xml";
    private static final String AMAZON = "x-amz-";

    private final Exchange exchange;
    private final S3Address address;
    private final Identity identity;
    private final Caller caller;
    private final Optional<S3Bucket> bucket;
    private final MultiMap headers;
    private final Map<String, String> query;
    private @Nullable Standing standing;
    private @Nullable Standing source;
    private Supplier<Future<Void>> stillThere = Future::succeededFuture;
    private @Nullable Map<String, String> notes;

    S3Request(Exchange exchange, S3Address address, Sender sender, Optional<S3Bucket> bucket) {
        this(exchange, address, sender, bucket, Said.of(exchange));
    }

    /** What a request says, beside what it is about. */
    private record Said(MultiMap headers, Map<String, String> query) {
        static Said of(Exchange exchange) {
            return new Said(exchange.request().headers(), exchange.target().query());
        }
    }

    private S3Request(Exchange exchange, S3Address address, Sender sender, Optional<S3Bucket> bucket, Said said) {
        this.exchange = exchange;
        this.address = address;
        this.identity = sender.identity();
        this.caller = sender.caller();
        this.bucket = bucket;
        this.headers = said.headers;
        this.query = said.query;
    }

    /** The same as a form has it: who sent it stands inside, and so do the headers of what is to be stored. */
    S3Request asForm(Sender sender, MultiMap fields) {
        return new S3Request(exchange, address, sender, bucket, new Said(fields, query));
    }

    /** What a request to the native API asks for, in S3's words. Of Amazon's headers it has none: they have no effect there. */
    static S3Request ofNative(Ask ask) {
        MultiMap headers = HttpHeaders.headers().addAll(ask.exchange().request().headers());
        for (String name : List.copyOf(headers.names())) {
            if (name.regionMatches(true, 0, AMAZON, 0, AMAZON.length())) {
                headers.remove(name);
            }
        }
        Map<String, String> query = new HashMap<>(ask.subject().listing());
        ask.subject().version().ifPresent(id -> query.put("versionId", id));
        S3Address address = new S3Address(
                Optional.of(ask.subject().bucket()), ask.subject().key().orElse(""));
        return new S3Request(ask.exchange(), address, ask.sender(), Optional.empty(), new Said(headers, query));
    }

    /** The bucket that it is for, with its configuration; empty where there is none of that name. */
    Optional<S3Bucket> configured() {
        return bucket;
    }

    /** What is said of the request and its body; of a form, by its fields. */
    MultiMap headers() {
        return headers;
    }

    S3Address address() {
        return address;
    }

    Identity identity() {
        return identity;
    }

    Caller caller() {
        return caller;
    }

    /** The bucket that the request is about; empty for the service, and for a bucket that is to be made. */
    Optional<Standing> standing() {
        return Optional.ofNullable(standing);
    }

    /** The bucket that the request is about, of an operation that cannot be without. */
    Standing bucket() {
        return standing().orElseThrow(() -> new IllegalStateException("the request was not admitted to a bucket"));
    }

    /** @param sameBucket fails where the bucket is not there any more, though another of its name may be */
    void stand(Standing at, Supplier<Future<Void>> sameBucket) {
        standing = at;
        stillThere = sameBucket;
    }

    /** The bucket that something is copied from. */
    Optional<Standing> source() {
        return Optional.ofNullable(source);
    }

    void standAtSource(Standing at) {
        source = at;
    }

    /** What a new object is kept with beside what its sender gave it. Fails where nobody asked whether it may be stored. */
    Map<String, String> notes() {
        Map<String, String> admitted = notes;
        if (admitted == null) {
            throw new IllegalStateException("the request was not admitted to store an object");
        }
        return admitted;
    }

    /** As {@link #notes}, and nothing for what stores no object. */
    Map<String, String> written() {
        return notes == null ? Map.of() : notes;
    }

    void note(Map<String, String> ofNewObject) {
        notes = ofNewObject;
    }

    HttpServerRequest http() {
        return exchange.request();
    }

    HttpServerResponse response() {
        return exchange.response();
    }

    String host() {
        return exchange.host();
    }

    String method() {
        return exchange.method().name();
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    Optional<String> optionalHeader(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    Map<String, String> query() {
        return query;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** @param name of a number from 0 on; what is over {@code most} counts as {@code most} */
    int number(String name, int otherwise, int most) {
        String value = query.get(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("\\d{1,18}")) {
            throw S3Exception.argument(name, value, "must be a number from 0 to 2147483647");
        }
        long number = Long.parseLong(value);
        if (number > Integer.MAX_VALUE) {
            throw S3Exception.argument(name, value, "must be a number from 0 to 2147483647");
        }
        return (int) Math.min(number, most);
    }

    /** The whole body. While it came, the bucket may have been removed, and somebody else have made one of its name. */
    Future<Buffer> document() {
        return S3Body.of(this).collect().compose(body -> stillThere.get().map(body));
    }

    /** The body as a document; fails where there is none. */
    Future<XmlElement> xml(String root) {
        return document().map(body -> XmlElement.parse(body, root));
    }

    /** The body as a document; empty where there is none. */
    Future<Optional<XmlElement>> optionalXml(String root) {
        return document()
                .map(body -> body.length() == 0 ? Optional.empty() : Optional.of(XmlElement.parse(body, root)));
    }

    Future<Void> answer(int status) {
        return status == 204 ? exchange.response().setStatusCode(status).end() : exchange.answer(status);
    }

    Future<Void> answerJson(String text) {
        return exchange.answer(200, "application/json", Buffer.buffer(text));
    }

    Future<Void> answerXml(String root, XmlOut.Content content) {
        return exchange.answer(200, XML, XmlOut.document(root, content));
    }

    /** @param document as {@link XmlOut} has written it */
    Future<Void> answerXml(int status, Buffer document) {
        return exchange.answer(status, XML, document);
    }

    static S3Exception notImplemented(String what) {
        return new S3Exception(S3Error.NOT_IMPLEMENTED, what);
    }
}
