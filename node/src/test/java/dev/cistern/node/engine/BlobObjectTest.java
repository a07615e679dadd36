package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject.Chunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlobObjectTest {
    private static final int READS = 10_000;
    private static final int SIZE = 10;
    private static final ObjectInfo INFO =
            new ObjectInfo(StoreUnderTest.name("key"), SIZE, "", 1, Instant.EPOCH, Map.of(), Map.of());

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
        Promise<Integer> wrong = Promise.promise();
        vertx.getOrCreateContext().runOnContext(start -> read(READS, wrong));

        assertThat(StoreUnderTest.await(wrong.future())).isZero();
    }

    private void read(int left, Promise<Integer> wrong) {
        if (left == 0) {
            wrong.complete(0);
            return;
        }
        ObjectBody body = new ObjectBody();
        BlobObject object = new BlobObject(INFO, new ByteRange.Resolved(0, SIZE), Form.BUFFERS, body);
        object.next().onSuccess(chunk -> {
            if (object.remaining() == 0) {
                vertx.runOnContext(next -> read(left - 1, wrong));
            } else {
                wrong.complete(left);
            }
        });
    }

    /** Its bytes come from another thread, at any moment. */
    private final class ObjectBody implements BodyBytes {
        @Override
        public Future<Chunk> next(long from, long end, Form form) {
            Promise<Chunk> promise =
                    ((VertxInternal) vertx).getOrCreateContext().promise();
            disk.execute(() -> promise.complete(new Chunk.Bytes(Buffer.buffer(new byte[SIZE]))));
            return promise.future();
        }

        @Override
        public void close() {}
    }
}
