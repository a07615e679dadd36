package dev.cistern.node.s3.cors;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** The rules of a bucket; the first that allows what is asked for counts. Immutable. */
public final class CorsRules {
    /** The outermost element of the document. */
    public static final String ROOT = "CORSConfiguration";

    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    private final List<CorsRule> rules;

    private CorsRules(List<CorsRule> rules) {
        this.rules = rules;
    }

    /** @throws S3Exception where it breaks one of Amazon's rules */
    public static CorsRules of(XmlElement document) {
        return new CorsRules(CorsParser.rules(document));
    }

    /** Reads what {@link #text} has written. */
    public static CorsRules parse(String text) {
        return of(XmlElement.parse(Buffer.buffer(text), ROOT));
    }

    /** The document, as short as it can be. */
    public String text() {
        return XmlOut.document(ROOT, to -> rules.forEach(rule -> to.element("CORSRule", entry -> write(entry, rule))))
                .toString();
    }

    /** Tells the browser of a page what the page may do with the answer to a request; nothing where it may do nothing. */
    public void answer(String method, MultiMap request, MultiMap response) {
        Optional<CorsQuestion> question = CorsQuestion.of(method, request);
        question.flatMap(this::rule).ifPresent(rule -> write(rule, question.get(), response));
    }

    /**
     * Answers a browser that asks before the request.
     *
     * @param rules of the bucket; empty where it has none
     * @throws S3Exception where the page may not send it
     */
    public static void answerBefore(Optional<CorsRules> rules, MultiMap request, MultiMap response) {
        String origin = CorsQuestion.origin(request)
                .orElseThrow(() -> new S3Exception(
                        S3Error.BAD_REQUEST, "Insufficient information. Origin request header needed."));
        String method = CorsQuestion.method(request)
                .filter(CorsRule.METHODS::contains)
                .orElseThrow(() -> new S3Exception(
                        S3Error.BAD_REQUEST,
                        "Invalid Access-Control-Request-Method: "
                                + CorsQuestion.method(request).orElse("null")));
        CorsQuestion question = CorsQuestion.before(origin, method, request);
        CorsRules known = rules.orElseThrow(
                () -> new S3Exception(S3Error.ACCESS_FORBIDDEN, "CORSResponse: CORS is not enabled for this bucket."));
        CorsRule rule = known.rule(question).orElseThrow(() -> new S3Exception(S3Error.ACCESS_FORBIDDEN));
        write(rule, question, response);
        if (!question.headers().isEmpty()) {
            response.set("Access-Control-Allow-Headers", String.join(", ", question.headers()));
        }
    }

    private Optional<CorsRule> rule(CorsQuestion question) {
        return rules.stream().filter(rule -> rule.allows(question)).findFirst();
    }

    private static void write(CorsRule rule, CorsQuestion question, MultiMap response) {
        if (rule.isForAll()) {
            response.set("Access-Control-Allow-Origin", "*");
        } else {
            response.set("Access-Control-Allow-Origin", question.origin());
            response.set("Access-Control-Allow-Credentials", "true");
        }
        response.set("Access-Control-Allow-Methods", String.join(", ", rule.methods()));
        if (!rule.exposed().isEmpty()) {
            response.set("Access-Control-Expose-Headers", String.join(", ", rule.exposed()));
        }
        rule.maxAgeSeconds().ifPresent(seconds -> response.set("Access-Control-Max-Age", Integer.toString(seconds)));
        response.set(HttpHeaders.VARY, VARY);
    }

    private static void write(XmlOut to, CorsRule rule) {
        rule.id().ifPresent(id -> to.element("ID", id));
        rule.methods().forEach(method -> to.element("AllowedMethod", method));
        rule.origins().forEach(origin -> to.element("AllowedOrigin", origin));
        rule.headers().forEach(header -> to.element("AllowedHeader", header));
        rule.exposed().forEach(header -> to.element("ExposeHeader", header));
        rule.maxAgeSeconds().ifPresent(seconds -> to.element("MaxAgeSeconds", seconds));
    }
}
