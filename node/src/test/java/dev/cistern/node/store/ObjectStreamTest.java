package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An object as a stream, whose reads end when the test says so. */
final class ObjectStreamTest {
    private final Slow object = new Slow(3);
    private final ObjectStream stream = new ObjectStream(object);
    private final List<String> given = new ArrayList<>();

    ObjectStreamTest() {
        var unused = stream.handler(bytes -> given.add(bytes.toString())).endHandler(end -> given.add("end"));
    }

    /** Pieces of one byte each. */
    private static final class Slow implements OpenObject {
        private final Deque<Promise<Chunk>> asked = new ArrayDeque<>();
        private long remaining;
        private boolean closed;

        Slow(long remaining) {
            this.remaining = remaining;
        }

        void give(String text) {
            remaining--;
            asked.remove().complete(new Chunk.Bytes(Buffer.buffer(text)));
        }

        @Override
        public ObjectInfo info() {
            ObjectName name = new ObjectName(new BucketName("bucket"), "k");
            return new ObjectInfo(name, 3, "", 1, Instant.EPOCH, Map.of(), Map.of());
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public long length() {
            return 3;
        }

        @Override
        public long remaining() {
            return remaining;
        }

        @Override
        public Future<Chunk> next() {
            Promise<Chunk> promise = Promise.promise();
            asked.add(promise);
            return promise.future();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void whatIsBeingReadWhenItIsPausedIsHeldUntilItIsWanted() {
        var unused = stream.resume();
        object.give("a");
        var unusedPause = stream.pause();
        object.give("b");

        assertThat(given).containsExactly("a");
        assertThat(object.asked).isEmpty();

        var unusedFetch = stream.fetch(1);
        assertThat(given).containsExactly("a", "b");
        assertThat(object.asked).isEmpty();

        var unusedResume = stream.resume();
        object.give("c");
        assertThat(given).containsExactly("a", "b", "c", "end");
        assertThat(object.closed).isTrue();
    }

    @Test
    void lastBytesThatAreHeldComeBeforeTheEnd() {
        var unused = stream.fetch(2);
        object.give("a");
        object.give("b");
        var unusedFetch = stream.fetch(1);
        var unusedPause = stream.pause();
        object.give("c");
        assertThat(given).containsExactly("a", "b");

        var unusedResume = stream.resume();

        assertThat(given).containsExactly("a", "b", "c", "end");
    }

    @Test
    void nothingIsGivenOnceItIsClosed() {
        var unused = stream.resume();
        stream.close();
        object.give("a");

        assertThat(given).isEmpty();
        assertThat(object.closed).isTrue();
    }
}
