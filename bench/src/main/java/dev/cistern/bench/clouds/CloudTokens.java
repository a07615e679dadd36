package dev.cistern.bench.clouds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The session token that a cloud takes, and the file in which a node finds it. While tokens expire, another is written after
 * each so many requests, and the one before is good for nothing at once. Usable from all threads.
 */
final class CloudTokens {
    private static final int REQUESTS_EACH = 60;

    private final Path file;
    private boolean expiring;
    private int number;
    private int taken;

    CloudTokens(Path folder) throws IOException {
        this.file = folder.resolve("keys");
        write();
    }

    Path file() {
        return file;
    }

    synchronized void expire(boolean now) {
        expiring = now;
    }

    /** Whether a request with this token may be carried out. */
    synchronized boolean take(Optional<String> token) throws IOException {
        if (!token.equals(Optional.of(token(number)))) {
            return false;
        }
        taken++;
        if (expiring && taken >= REQUESTS_EACH) {
            number++;
            taken = 0;
            write();
        }
        return true;
    }

    private static String token(int number) {
        return "token-" + number;
    }

    private void write() throws IOException {
        Path fresh = file.resolveSibling("keys.new");
        Files.writeString(fresh, """
                [default]
                aws_access_key_id=faulty
                aws_secret_access_key=secret
                aws_session_token=%s
                """.formatted(token(number)));
        var unused = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
