package dev.cistern.node.s3.cors;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A rule: pages of which origins may send what.
 *
 * @param id at most 255 characters
 * @param methods in the order given, out of {@link #METHODS}
 * @param origins in the order given, each with at most one {@code *}
 * @param headers that a page may send, each with at most one {@code *}
 * @param exposed headers of an answer that a page may read
 * @param maxAgeSeconds how long a browser may keep the answer to its question
 */
record CorsRule(
        Optional<String> id,
        Set<String> methods,
        List<String> origins,
        List<String> headers,
        List<String> exposed,
        OptionalInt maxAgeSeconds) {
    static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    /** Whether a page of this origin may send this method with these headers. */
    boolean allows(CorsQuestion question) {
        return methods.contains(question.method())
                && origins.stream().anyMatch(origin -> fits(origin, question.origin(), false))
                && question.headers().stream().allMatch(this::allowsHeader);
    }

    /** Whether it is for the pages of all sites, so that no answer need differ from another. */
    boolean isForAll() {
        return origins.contains("*");
    }

    private boolean allowsHeader(String name) {
        return headers.stream().anyMatch(allowed -> fits(allowed, name, true));
    }

    private static boolean fits(String pattern, String text, boolean anyCase) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return anyCase ? pattern.equalsIgnoreCase(text) : pattern.equals(text);
        }
        int after = pattern.length() - star - 1;
        return text.length() >= star + after
                && text.regionMatches(anyCase, 0, pattern, 0, star)
                && text.regionMatches(anyCase, text.length() - after, pattern, star + 1, after);
    }
}
