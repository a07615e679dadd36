package dev.cistern.node.s3;

import java.util.Optional;

/** The numbers of uploads as clients see them: sixteen hexadecimal digits. */
final class UploadIds {
    private UploadIds() {}

    static String format(long id) {
        return String.format("%016x", id);
    }

    static Optional<Long> parse(String text) {
        return text.matches("[0-7][0-9a-f]{15}") ? Optional.of(Long.parseLong(text, 16)) : Optional.empty();
    }
}
