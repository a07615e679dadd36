package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left where a copy does not become one. */
final class FailingCopyTest {
    private static final int BIG = 100_000;

    @TempDir
    private Path folder = Path.of("");

    /** One other member, which takes whatever comes, and the end of which is never told. */
    private static final class OneOther implements Copies, Copies.Leg {
        private final Promise<Void> cancelled = Promise.promise();

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public int self() {
            return 0;
        }

        @Override
        public boolean isHere(long blobId) {
            return true;
        }

        @Override
        public Spread spread(long blobId) {
            return new Spread(true, 1, List.of(this), List.of(0, 1));
        }

        @Override
        public List<Integer> others(Collection<Integer> members) {
            return List.of();
        }

        @Override
        public Future<FarBlob> open(int member, Wanted wanted) {
            return Future.failedFuture(new NoSuchCopyException("there is none"));
        }

        @Override
        public void discard(long blobId, Collection<Integer> members) {
            // It takes no notice.
        }

        @Override
        public void lacking(long blobId, Collection<Integer> members) {
            // It takes no notice.
        }

        @Override
        public int member() {
            return 1;
        }

        @Override
        public Future<Void> send(List<ByteBuffer> bytes) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> finish(BlobSum sum) {
            return Promise.<Void>promise().future();
        }

        @Override
        public void cancel() {
            cancelled.complete();
        }
    }

    @Test
    void whereTheCopyHereCannotBeBegunTheWaysToTheOthersAreGivenUp() throws IOException {
        OneOther other = new OneOther();
        try (StoreUnderTest store = new StoreUnderTest(folder)) {
            store.makeBucket();
            store.engine().blobs().share(other);
            Files.delete(folder.resolve("blobs"));
            Files.writeString(folder.resolve("blobs"), "a file where the folder was");

            assertThatThrownBy(() -> store.put("k", StoreUnderTest.bytes(BIG, 1)))
                    .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                            .isEqualTo(Code.DISK_FAILED));
            assertThat(other.cancelled.future().isComplete()).isTrue();
        }
    }

    @Test
    void aCopyThatCannotBeFinishedLeavesNoFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123");
        try (CopyingNode node = new CopyingNode(0, folder.resolve("n0"), secret)) {
            IncomingBlob copy = node.store.engine().blobs().local().receive(7, bytes -> {});
            StoreUnderTest.await(copy.write(List.of(Buffer.buffer(StoreUnderTest.bytes(BIG, 1)))));
            assertThat(node.files()).hasSize(1);
            node.whileWritersAreBusy(() -> assertThatThrownBy(() -> StoreUnderTest.await(copy.finishVerified(BIG)))
                    .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                            .isEqualTo(Code.BUSY)));

            node.store.settle();
            assertThat(node.files()).isEmpty();
        }
    }
}
