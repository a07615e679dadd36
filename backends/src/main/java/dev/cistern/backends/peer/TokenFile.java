package dev.cistern.backends.peer;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A token in a file, read on a worker thread, once for all who ask, and kept for a second. Used by any thread. */
final class TokenFile {
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 1_000;

    private final VertxInternal vertx;
    private final InstantSource clock;
    private final Path file;
    private final AtomicReference<@Nullable Future<String>> reading = new AtomicReference<>();
    private volatile @Nullable Read read;

    private record Read(String token, long untilMillis) {}

    TokenFile(VertxInternal vertx, InstantSource clock, Path file) {
        this.vertx = vertx;
        this.clock = clock;
        this.file = file;
    }

    /** Fails with a {@link BackendException} where the file holds none; completes on the caller's context. */
    Future<String> token() {
        Read known = read;
        if (known != null && clock.millis() < known.untilMillis) {
            return vertx.getOrCreateContext().succeededFuture(known.token);
        }
        Promise<String> mine = vertx.getOrCreateContext().promise();
        Promise<String> shared = Promise.promise();
        Future<String> already = reading.compareAndExchange(null, shared.future());
        if (already != null) {
            already.onComplete(mine);
            return mine.future();
        }
        shared.future().onComplete(mine);
        vertx.<String>executeBlocking(this::readNow, false).onComplete(done -> {
            reading.set(null);
            shared.handle(done);
        });
        return mine.future();
    }

    private String readNow() throws BackendException {
        try {
            String token =
                    Files.size(file) > MOST_BYTES ? "" : Files.readString(file).strip();
            if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                read = new Read(token, clock.instant().plus(KEPT).toEpochMilli());
                return token;
            }
        } catch (IOException e) {
            throw new BackendException(Fault.UNREACHABLE, "the token file " + file + " cannot be read: " + e);
        }
        throw new BackendException(
                Fault.UNREACHABLE,
                "the token file " + file + " holds no token, which is one line of letters and digits");
    }
}
