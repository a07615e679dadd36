package dev.cistern.node.backed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader as a fetch sees it; confined to the fetch's context. */
final class Follower {
    private long position;
    private @Nullable Promise<Optional<Buffer>> asked;

    Follower(long position) {
        this.position = position;
    }

    /** Of the next byte it wants. */
    long position() {
        return position;
    }

    /** It wants the bytes from here on. */
    void ask(long from, Promise<Optional<Buffer>> promise) {
        position = from;
        asked = promise;
    }

    boolean isAsking() {
        return asked != null;
    }

    /** Gives it bytes that are being read. */
    void give(Future<Buffer> bytes) {
        Promise<Optional<Buffer>> promise = asked;
        asked = null;
        if (promise != null) {
            bytes.map(Optional::of).onComplete(promise);
        }
    }

    /** Gives it bytes; none where they have passed, and are to be read from the store. */
    void give(Optional<Buffer> bytes) {
        Promise<Optional<Buffer>> promise = asked;
        asked = null;
        position += bytes.map(Buffer::length).orElse(0);
        if (promise != null) {
            promise.complete(bytes);
        }
    }

    void fail(Throwable cause) {
        Promise<Optional<Buffer>> promise = asked;
        asked = null;
        if (promise != null) {
            promise.fail(cause);
        }
    }
}
