package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.record.Places;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects whose bytes come from another thread at any moment. */
final class BlobObjectTest {
    private static final int READS = 10_000;
    private static final int SIZE = 10;
    private static final ObjectInfo INFO =
            new ObjectInfo(StoreUnderTest.name("key"), SIZE, "", 1, Instant.EPOCH, Map.of(), Map.of());

    private static final ByteRange.Resolved WHOLE = new ByteRange.Resolved(0, SIZE);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService disk = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        disk.shutdownNow();
        StoreUnderTest.await(vertx.close());
    }

    /** Else who is told reads the same bytes again, and sends them twice. */
    @Test
    void whoIsToldOfTheLastChunkSeesThatNothingRemains() {
        assertThat(notCountedInTime(() -> new BlobObject(
                        INFO,
                        WHOLE,
                        Form.BUFFERS,
                        new ObjectBody(
                                ((VertxInternal) vertx).getOrCreateContext().promise()))))
                .isZero();
    }

    @Test
    void whoIsToldOfTheLastChunkOfThePartsSeesThatNothingRemains() {
        List<PartsObject.Piece> one = List.of(new PartsObject.Piece(7, Places.FOUNDER, 0, SIZE, Optional.empty()));

        assertThat(notCountedInTime(() -> new PartsObject(new OnePart(), INFO, WHOLE, Form.BUFFERS, one)))
                .isZero();
    }

    /** Which of many reads it was, counted from the last. */
    private int notCountedInTime(Supplier<OpenObject> open) {
        Promise<Integer> wrong = Promise.promise();
        vertx.getOrCreateContext().runOnContext(start -> read(open, READS, wrong));
        return StoreUnderTest.await(wrong.future());
    }

    private void read(Supplier<OpenObject> open, int left, Promise<Integer> wrong) {
        if (left == 0) {
            wrong.complete(0);
            return;
        }
        OpenObject object = open.get();
        object.next().onSuccess(chunk -> {
            if (object.remaining() == 0) {
                vertx.runOnContext(next -> read(open, left - 1, wrong));
            } else {
                wrong.complete(left);
            }
        });
    }

    private final class OnePart implements PartsObject.Bodies {
        @Override
        public Future<BodyBytes> open(ObjectInfo info, PartsObject.Piece piece) {
            return ((VertxInternal) vertx).getOrCreateContext().succeededFuture(new ObjectBody(Promise.promise()));
        }

        @Override
        public void unpin(List<Long> blobIds) {}
    }

    private final class ObjectBody implements BodyBytes {
        private final Promise<Chunk> chunk;

        ObjectBody(Promise<Chunk> chunk) {
            this.chunk = chunk;
        }

        @Override
        public Future<Chunk> next(long from, long end, Form form) {
            disk.execute(() -> chunk.complete(new Chunk.Bytes(Buffer.buffer(new byte[SIZE]))));
            return chunk.future();
        }

        @Override
        public void close() {}
    }
}
