package dev.cistern.backends.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.WritableBackend.Written;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PartedUploadTest {
    private static final int PART = 100;

    private Vertx vertx = unmade();

    @SuppressWarnings("NullAway") // made before all tests
    private static Vertx unmade() {
        return null;
    }

    @BeforeAll
    void make() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void close() throws Exception {
        Void unused = vertx.close().await(60, TimeUnit.SECONDS);
    }

    /** A cloud that answers when a test says so. Confined to its test's event loop. */
    private static final class Cloud implements PartTarget {
        final SortedMap<Integer, Buffer> parts = new TreeMap<>();
        final List<Promise<Void>> underWay = new ArrayList<>();

        @Nullable
        Buffer whole;

        int most;
        int aborted;
        boolean complete;

        @Override
        public Future<Written> putWhole(Buffer body, String md5) {
            whole = body;
            return Future.succeededFuture(new Written(body.length(), "", md5, 1));
        }

        @Override
        public Future<Void> begin() {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> putPart(int number, Buffer part, String md5) {
            parts.put(number, part);
            Promise<Void> promise = Promise.promise();
            underWay.add(promise);
            most = Math.max(most, underWay.size());
            return promise.future();
        }

        @Override
        public Future<Written> complete(long lengthBytes, String md5) {
            complete = true;
            return Future.succeededFuture(new Written(lengthBytes, "", md5, 1));
        }

        @Override
        public Future<Void> abort() {
            aborted++;
            assertThat(underWay).as("parts under way when it is given up").isEmpty();
            return Future.succeededFuture();
        }

        Buffer all() {
            Buffer all = Buffer.buffer();
            parts.values().forEach(all::appendBuffer);
            return all;
        }
    }

    /** A body that gives what it is told to, if it is not paused. Confined to its test's event loop. */
    private static final class Pieces implements ReadStream<Buffer> {
        boolean flowing;

        @Nullable
        Handler<Buffer> handler;

        @Nullable
        Handler<Void> endHandler;

        @Nullable
        Handler<Throwable> exceptionHandler;

        void give(Buffer piece) {
            Objects.requireNonNull(handler).handle(piece);
        }

        void end() {
            Objects.requireNonNull(endHandler).handle(null);
        }

        void fail(Throwable cause) {
            Objects.requireNonNull(exceptionHandler).handle(cause);
        }

        @Override
        public Pieces exceptionHandler(@Nullable Handler<Throwable> handler) {
            exceptionHandler = handler;
            return this;
        }

        @Override
        public Pieces handler(@Nullable Handler<Buffer> handler) {
            this.handler = handler;
            return this;
        }

        @Override
        public Pieces endHandler(@Nullable Handler<Void> handler) {
            endHandler = handler;
            return this;
        }

        @Override
        public Pieces pause() {
            flowing = false;
            return this;
        }

        @Override
        public Pieces resume() {
            flowing = true;
            return this;
        }

        @Override
        public Pieces fetch(long amount) {
            return resume();
        }
    }

    private interface Play {
        void play() throws Exception;
    }

    private void onLoop(Play play) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            try {
                play.play();
                done.complete(true);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    }

    private static PartSizes sizes() {
        return new PartSizes(OptionalLong.empty(), PART, PART);
    }

    private PartMemory memory(int parts) {
        return new PartMemory(vertx, (long) parts * PART, PART);
    }

    @Test
    void whateverTheOrderEveryByteIsInItsPartAndMemoryAndNumberAreBounded() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            onLoop(() -> bytesArrive(random));
        }
    }

    private void bytesArrive(Random random) throws Exception {
        byte[] bytes = new byte[random.nextInt(12 * PART)];
        random.nextBytes(bytes);
        Cloud cloud = new Cloud();
        Pieces body = new Pieces();
        PartMemory memory = memory(1 + random.nextInt(6));
        Future<Written> written = PartedUpload.send(body, cloud, sizes(), memory, Map.of());
        int at = 0;
        boolean ended = false;
        while (!written.isComplete()) {
            boolean mayGive = body.flowing && !ended;
            assertThat(mayGive || !cloud.underWay.isEmpty())
                    .as("something can go on")
                    .isTrue();
            if (mayGive && (cloud.underWay.isEmpty() || random.nextBoolean())) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(2 * PART));
                ended = length == 0;
                if (ended) {
                    body.end();
                } else {
                    body.give(Buffer.buffer().appendBytes(bytes, at, length));
                    at += length;
                }
            } else {
                cloud.underWay.remove(random.nextInt(cloud.underWay.size())).complete();
            }
        }
        assertThat(written.result().lengthBytes()).isEqualTo(bytes.length);
        Buffer whole = cloud.whole;
        assertThat(Arrays.equals((whole == null ? cloud.all() : whole).getBytes(), bytes))
                .as("%d bytes in %d parts", bytes.length, cloud.parts.size())
                .isTrue();
        assertThat(whole != null).isEqualTo(bytes.length < PART);
        assertThat(cloud.most).isLessThanOrEqualTo(PartedUpload.PARALLEL);
        assertThat(memory.used()).isZero();
    }

    @Test
    void failureGivesUpWhatWasBegunWhenItsLastPartHasEnded() throws Exception {
        onLoop(() -> {
            Cloud cloud = new Cloud();
            Pieces body = new Pieces();
            PartMemory memory = memory(10);
            Future<Written> written = PartedUpload.send(body, cloud, sizes(), memory, Map.of());
            body.give(Buffer.buffer(new byte[PART]));
            body.give(Buffer.buffer(new byte[PART + 1]));
            cloud.underWay.remove(0).fail(new BackendException(Fault.BUSY, "no"));
            assertThat(written.isComplete()).isFalse();
            assertThat(cloud.aborted).isZero();
            cloud.underWay.remove(0).complete();

            assertThat(written.failed()).isTrue();
            assertThat(cloud.aborted).isEqualTo(1);
            assertThat(cloud.complete).isFalse();
            assertThat(memory.used()).isZero();
        });
    }

    @Test
    void bodyThatBreaksOffOrDoesNotComeToItsChecksumIsGivenUp() throws Exception {
        onLoop(() -> {
            for (boolean breaks : new boolean[] {true, false}) {
                Cloud cloud = new Cloud();
                Pieces body = new Pieces();
                PartMemory memory = memory(10);
                Future<Written> written =
                        PartedUpload.send(body, cloud, sizes(), memory, Map.of("md5", "0".repeat(32)));
                body.give(Buffer.buffer(new byte[PART]));
                body.give(Buffer.buffer(new byte[1]));
                if (breaks) {
                    body.fail(new IllegalStateException("gone"));
                } else {
                    body.end();
                }
                while (!cloud.underWay.isEmpty()) {
                    cloud.underWay.remove(0).complete();
                }
                assertThat(((BackendException) written.cause()).fault())
                        .isEqualTo(breaks ? Fault.BODY : Fault.CHECKSUM);
                assertThat(cloud.aborted).isEqualTo(1);
                assertThat(cloud.complete).isFalse();
                assertThat(memory.used()).isZero();
            }
        });
    }

    @Test
    void partsAreLargeEnoughForWhatMayComeAndNotTooLarge() {
        PartSizes unknown = new PartSizes(OptionalLong.empty());
        long all = 0;
        for (int number = 1; number <= 10_000; number++) {
            assertThat(unknown.of(number)).isBetween(PartSizes.LEAST, PartSizes.MOST);
            all += unknown.of(number);
        }
        assertThat(all).isGreaterThan(480L << 30);
        for (long length : new long[] {1, 65L << 20, 5L << 30, 600L << 30}) {
            int part = new PartSizes(OptionalLong.of(length)).of(1);
            assertThat(part).isBetween(PartSizes.LEAST, PartSizes.MOST);
            assertThat((length + part - 1) / part).isLessThanOrEqualTo(10_000);
        }
    }
}
