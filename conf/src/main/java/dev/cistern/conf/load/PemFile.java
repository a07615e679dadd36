package dev.cistern.conf.load;

import java.nio.file.Path;

/**
 * A file of certificates, a key or secrets, as read. Says nothing of its text in words.
 *
 * @param path as the operator wrote it
 * @param text all of it; empty when it cannot be read
 * @param problem why it cannot be read; empty when it can
 */
record PemFile(Path path, String text, String problem) {
    @Override
    public String toString() {
        return problem.isEmpty() ? path.toString() : path + ": " + problem;
    }
}
