package dev.cistern.node.s3.cors;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads rules out of a document, within Amazon's limits and with its refusals. */
final class CorsParser {
    private static final int MOST_RULES = 100;
    private static final int MOST_ID_CHARS = 255;
    private static final Set<String> KNOWN =
            Set.of("ID", "AllowedMethod", "AllowedOrigin", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds");

    private CorsParser() {}

    static List<CorsRule> rules(XmlElement document) {
        document.requireOnly(Set.of("CORSRule"));
        if (document.children().isEmpty()) {
            throw XmlElement.malformed("it has no CORSRule");
        }
        if (document.children().size() > MOST_RULES) {
            throw invalid("The number of CORS rules should not exceed allowed limit of " + MOST_RULES + " rules.");
        }
        return document.children().stream().map(CorsParser::rule).toList();
    }

    private static CorsRule rule(XmlElement rule) {
        rule.requireOnly(KNOWN);
        List<String> origins = texts(rule, "AllowedOrigin");
        List<String> headers = texts(rule, "AllowedHeader");
        List<String> exposed = texts(rule, "ExposeHeader");
        if (origins.isEmpty() || rule.first("AllowedMethod").isEmpty()) {
            throw XmlElement.malformed("a CORSRule needs an AllowedMethod and an AllowedOrigin");
        }
        origins.forEach(origin -> requireOneStar("AllowedOrigin", origin));
        headers.forEach(header -> requireOneStar("AllowedHeader", header));
        for (String header : exposed) {
            if (header.contains("*")) {
                throw invalid("ExposeHeader \"" + header
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
        }
        return new CorsRule(id(rule), methods(rule), origins, headers, exposed, maxAge(rule));
    }

    private static Optional<String> id(XmlElement rule) {
        Optional<String> id = rule.atMostOne("ID").map(XmlElement::text).filter(text -> !text.isEmpty());
        if (id.isPresent() && id.get().length() > MOST_ID_CHARS) {
            throw invalid("The ID of a CORS rule should not exceed allowed limit of " + MOST_ID_CHARS + " characters.");
        }
        return id;
    }

    private static Set<String> methods(XmlElement rule) {
        Set<String> methods = new LinkedHashSet<>(texts(rule, "AllowedMethod"));
        for (String method : methods) {
            if (!CorsRule.METHODS.contains(method)) {
                throw invalid("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        return Collections.unmodifiableSet(methods);
    }

    private static OptionalInt maxAge(XmlElement rule) {
        Optional<String> seconds =
                rule.atMostOne("MaxAgeSeconds").map(element -> element.text().strip());
        if (seconds.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!seconds.get().matches("\\d{1,9}")) {
            throw XmlElement.malformed("MaxAgeSeconds is no number of seconds");
        }
        return OptionalInt.of(Integer.parseInt(seconds.get()));
    }

    /** What becomes a header must fit on one line of it. */
    private static List<String> texts(XmlElement rule, String name) {
        List<String> texts =
                rule.all(name).stream().map(element -> element.text().strip()).toList();
        if (texts.stream().anyMatch(text -> text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > 0x7e))) {
            throw XmlElement.malformed(name + " is empty, or holds what no header can");
        }
        return texts;
    }

    private static void requireOneStar(String name, String value) {
        if (value.indexOf('*') != value.lastIndexOf('*')) {
            throw invalid(name + " \"" + value + "\" can not have more than one wildcard.");
        }
    }

    private static S3Exception invalid(String why) {
        return new S3Exception(S3Error.INVALID_REQUEST, why);
    }
}
