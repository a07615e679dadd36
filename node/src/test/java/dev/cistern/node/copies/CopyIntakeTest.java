package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.FakeBody;
import dev.cistern.node.engine.IncomingBlob;
import dev.cistern.node.engine.StoreUnderTest;
import dev.cistern.node.engine.blob.BlobSum;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyIntakeTest {
    private static final long ID = 7;
    private static final int BYTES = 10;

    @TempDir
    private Path folder = Path.of("");

    private static byte[] sealed(byte[] bytes) throws IOException {
        BlobSum.OfBytes sum = new BlobSum.OfBytes();
        sum.update(ByteBuffer.wrap(bytes));
        BlobSum whole = sum.finish();
        return Buffer.buffer(bytes)
                .appendLong(whole.length())
                .appendInt(whole.checksum())
                .appendBytes(new byte[32])
                .getBytes();
    }

    @Test
    void aConnectionThatIsLostWhileTheCopyIsBeingFinishedIsTheOutcomeOnce() throws Exception {
        try (CopiesUnderTest cluster = new CopiesUnderTest(folder, 1)) {
            StoreUnderTest store = cluster.store(0);
            Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
            store.context.exceptionHandler(problems::add);
            FakeBody body = new FakeBody();
            IncomingBlob copy = cluster.stores(0).blobs().receive(ID, bytes -> {});
            Promise<Void> taken = Promise.promise();
            byte[] bytes = sealed(StoreUnderTest.bytes(BYTES, 1));
            store.run(() -> {
                new CopyIntake(body, copy, seal -> {
                            // All was written; the next thing is to finish the copy, which takes the disk.
                            store.context.runOnContext(now -> body.breakOff());
                            return true;
                        })
                        .take()
                        .onComplete(taken);
                body.feed(bytes);
                body.end();
            });
            assertThatThrownBy(() -> StoreUnderTest.await(taken.future())).hasMessageContaining("reset");
            while (StoreUnderTest.await(cluster.stores(0).blobs().stat(ID)).isEmpty()) {
                store.settle();
            }

            store.run(() -> {});
            assertThat(problems).isEmpty();
        }
    }
}
