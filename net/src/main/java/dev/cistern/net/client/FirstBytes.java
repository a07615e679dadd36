package dev.cistern.net.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that can be read once, and its first bytes, so that it can be read again from its beginning as long as no more
 * than {@value #MOST_BYTES} of it have been taken: enough to notice that a connection was closed as the request came.
 * Confined to the event loop of the request.
 */
final class FirstBytes {
    static final int MOST_BYTES = 64 * 1024;

    private final ReadStream<Buffer> source;
    /** What was taken of the source: all of it, or what the reader has yet to be given when it was too much to be kept. */
    private final List<Buffer> chunks = new ArrayList<>();

    private long takenBytes;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Reading reading;

    /** @param source paused or not yet flowing */
    FirstBytes(ReadStream<Buffer> source) {
        this.source = source;
    }

    /** Whether it can be read from its beginning. */
    boolean whole() {
        return takenBytes <= MOST_BYTES;
    }

    /** From its beginning; the reading before, if any, is over. */
    ReadStream<Buffer> open() {
        if (!whole()) {
            throw new IllegalStateException(takenBytes + " bytes were read, more than are kept");
        }
        boolean first = reading == null;
        Reading begun = new Reading();
        reading = begun;
        if (first) {
            source.pause();
            source.exceptionHandler(this::failed);
            source.endHandler(this::ended);
            source.handler(this::take);
        }
        return begun;
    }

    private void take(Buffer chunk) {
        takenBytes += chunk.length();
        chunks.add(chunk);
        goOn();
    }

    private void ended(@Nullable Void end) {
        ended = true;
        goOn();
    }

    private void failed(Throwable cause) {
        failure = cause;
        goOn();
    }

    private void goOn() {
        if (reading != null) {
            reading.flow();
        }
    }

    /** What is kept, then what the source gives; paused at first. */
    private final class Reading implements ReadStream<Buffer> {
        private @Nullable Handler<Buffer> reader;
        private @Nullable Handler<Void> endReader;
        private @Nullable Handler<Throwable> failureReader;
        private int next;
        private boolean paused = true;
        private boolean flowing;
        private boolean over;

        private void flow() {
            if (flowing) {
                return;
            }
            flowing = true;
            while (!paused && next < chunks.size()) {
                Buffer chunk = chunks.get(next++);
                if (reader != null) {
                    reader.handle(chunk);
                }
            }
            flowing = false;
            if (!whole()) {
                chunks.subList(0, next).clear();
                next = 0;
            }
            if (!paused && next == chunks.size() && !over) {
                finish();
            }
        }

        private void finish() {
            Throwable cause = failure;
            if (cause != null) {
                over = true;
                if (failureReader != null) {
                    failureReader.handle(cause);
                }
            } else if (ended) {
                over = true;
                if (endReader != null) {
                    endReader.handle(null);
                }
            }
        }

        private boolean sourceLives() {
            return !ended && failure == null && reading == this;
        }

        @Override
        public Reading exceptionHandler(@Nullable Handler<Throwable> handler) {
            failureReader = handler;
            return this;
        }

        @Override
        public Reading handler(@Nullable Handler<Buffer> handler) {
            reader = handler;
            return this;
        }

        @Override
        public Reading endHandler(@Nullable Handler<Void> handler) {
            endReader = handler;
            return this;
        }

        @Override
        public Reading pause() {
            paused = true;
            if (sourceLives()) {
                source.pause();
            }
            return this;
        }

        @Override
        public Reading resume() {
            paused = false;
            flow();
            if (!paused && sourceLives()) {
                source.resume();
            }
            return this;
        }

        /** The same as {@link #resume}: the client asks for all or nothing. */
        @Override
        public Reading fetch(long amount) {
            return resume();
        }
    }
}
