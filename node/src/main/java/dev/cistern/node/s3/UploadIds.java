package dev.cistern.node.s3;

import java.util.Optional;

/**
 * The numbers of uploads as clients see them: {@code u} and sixteen hexadecimal digits. Without the letter, clients that make
 * numbers of all that looks like one would send back another text.
 */
final class UploadIds {
    private UploadIds() {}

    static String format(long id) {
        return String.format("u%016x", id);
    }

    static Optional<Long> parse(String text) {
        return text.matches("u[0-7][0-9a-f]{15}")
                ? Optional.of(Long.parseLong(text, 1, text.length(), 16))
                : Optional.empty();
    }
}
