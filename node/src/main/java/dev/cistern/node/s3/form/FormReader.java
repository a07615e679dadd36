package dev.cistern.node.s3.form;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a body of {@code multipart/form-data}, RFC 7578, up to its file, which it leaves in the stream. Holds no more than
 * the fields before the file, which are bounded, and one buffer. Confined to the connection's event loop.
 */
public final class FormReader {
    private static final Pattern TYPE = Pattern.compile(
            "(?i)multipart/form-data\\s*;(?:.*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s\";,]{1,70}))\\s*(?:;.*)?");

    private final ReadStream<Buffer> source;
    private final FormHead head;
    private final byte[] delimiter;
    private final Promise<Form> promise = Promise.promise();

    private FormReader(ReadStream<Buffer> source, String boundary) {
        this.source = source;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.head = new FormHead(delimiter);
    }

    /** Whether a body of this type is a form. */
    public static boolean isForm(String contentType) {
        return contentType.regionMatches(true, 0, "multipart/form-data", 0, "multipart/form-data".length());
    }

    /**
     * Sets the handlers of the body, so it is called before anything that takes time.
     *
     * @param source paused
     * @param contentType which names what stands between the parts
     */
    public static Future<Form> read(ReadStream<Buffer> source, String contentType) {
        Matcher matcher = TYPE.matcher(contentType.strip());
        if (!matcher.matches()) {
            throw new S3Exception(S3Error.MALFORMED_POST);
        }
        String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        FormReader reader = new FormReader(source, boundary);
        reader.start();
        return reader.promise.future();
    }

    private void start() {
        source.exceptionHandler(promise::tryFail);
        source.endHandler(end -> promise.tryFail(new S3Exception(S3Error.MALFORMED_POST)));
        source.handler(this::received);
        var unused = source.fetch(1);
    }

    private void received(Buffer buffer) {
        if (promise.future().isComplete()) {
            return;
        }
        try {
            if (head.take(buffer)) {
                FormFile file = new FormFile(source, delimiter, head.rest());
                promise.complete(new Form(head.fields(), head.fileName(), file));
            } else {
                var unused = source.fetch(1);
            }
        } catch (S3Exception e) {
            promise.fail(e);
        }
    }
}
