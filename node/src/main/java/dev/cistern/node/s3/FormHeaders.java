package dev.cistern.node.s3;

import dev.cistern.node.s3.form.Form;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The fields of a form as the headers that a PUT of the same object would have. */
final class FormHeaders {
    private static final Set<String> PLAIN = Set.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-md5",
            "content-type",
            "expires");

    /** Those of the signature are no properties of the object. */
    private static final Set<String> OF_SIGNATURE =
            Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token");

    private FormHeaders() {}

    /** @throws S3Exception where a value cannot be a header, or the tags are none */
    static MultiMap of(Form form) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        form.fields().forEach((name, value) -> {
            if (name.equals("acl")) {
                headers.set("x-amz-acl", line(name, value));
            } else if (name.equals("tagging")) {
                XmlElement tags = XmlElement.parse(Buffer.buffer(value), S3Tags.ROOT);
                headers.set(S3Tags.HEADER, S3Tags.header(S3Tags.of(tags)));
            } else if (PLAIN.contains(name) || (name.startsWith("x-amz-") && !OF_SIGNATURE.contains(name))) {
                headers.set(name, line(name, value));
            }
        });
        return headers;
    }

    /** Headers have a byte for each character, so other text is kept as its bytes, as that of a PUT is. */
    private static String line(String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw S3Exception.argument(name, value.replaceAll("\\p{Cntrl}", "?"), "cannot be a header");
        }
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
