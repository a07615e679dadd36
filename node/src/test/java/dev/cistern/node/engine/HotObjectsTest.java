package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.CacheSettings;
import dev.cistern.node.engine.HotObjects.Hot;
import dev.cistern.node.engine.HotObjects.Ticket;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStream;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.OpenObject.Chunk;
import dev.cistern.node.store.StoreException;
import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small objects in memory. */
final class HotObjectsTest {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 1 << 20, 64 << 10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private StoreUnderTest store;

    @BeforeEach
    void open() {
        store = new StoreUnderTest(folder, StoreUnderTest.settings(folder).with(SETTINGS), Outside.REAL);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long hits() {
        return store.engine().figures().hot().hits();
    }

    /** So often that it is kept, if it can be. */
    private void readOften(String key) {
        for (int i = 0; i < 3; i++) {
            byte[] read = store.get(key);
            assertThat(read).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 40_000, 64 << 10})
    void whatIsReadAgainAndAgainIsInMemory(int size) {
        store.put("k", bytes(size, 1));
        readOften("k");
        long before = hits();

        assertThat(store.get("k")).isEqualTo(bytes(size, 1));
        assertThat(hits()).isEqualTo(before + 1);
        assertThat(store.engine().figures().hot().objects()).isEqualTo(1);
        assertThat(store.engine().figures().hot().bytes()).isBetween((long) size, size + 2_000L);
    }

    @Test
    void whatIsBeingReadStaysUntilItIsClosedWhateverTakesItsPlace() {
        store.put("k", bytes(40_000, 1));
        readOften("k");
        OpenObject open = store.open("k", Optional.empty(), Form.REGIONS);
        Chunk.Bytes chunk = (Chunk.Bytes) await(store.onContext(open::next));
        assertThat(chunk.lent()).isTrue();

        store.put("k", bytes(40_000, 2));

        assertThat(chunk.buffer().getBytes()).isEqualTo(bytes(40_000, 1));
        Buffer kept = chunk.kept();
        ByteBuf memory = ((BufferInternal) chunk.buffer()).getByteBuf();
        assertThat(memory.refCnt()).isPositive();
        open.close();
        open.close();
        assertThat(memory.refCnt()).isZero();
        assertThat(kept.getBytes()).isEqualTo(bytes(40_000, 1));
        assertThatThrownBy(open::next).hasMessageContaining("no read after close");
    }

    @Test
    void streamOfOneGivesBytesThatStay() {
        store.put("k", bytes(40_000, 1));
        readOften("k");
        OpenObject open = store.open("k", Optional.empty(), Form.BUFFERS);
        Buffer all = Buffer.buffer();
        List<Buffer> given = new ArrayList<>();
        boolean ended = await(store.onContext(() -> {
            Promise<Boolean> end = Promise.promise();
            ObjectStream unused = new ObjectStream(open)
                    .handler(given::add)
                    .endHandler(at -> end.complete(true))
                    .resume();
            return end.future();
        }));
        assertThat(ended).isTrue();
        store.put("k", bytes(40_000, 2));

        given.forEach(all::appendBuffer);
        assertThat(all.getBytes()).isEqualTo(bytes(40_000, 1));
    }

    @Test
    void whatIsReadOnceIsNot() {
        for (int i = 0; i < 50; i++) {
            store.put("k" + i, bytes(100, i));
            assertThat(store.get("k" + i)).hasSize(100);
        }

        assertThat(store.engine().figures().hot().objects()).isZero();
    }

    @Test
    void partsOfItAndConditionsAreAnsweredAsEver() {
        byte[] bytes = bytes(10_000, 1);
        ObjectInfo stored = store.put("k", bytes);
        readOften("k");
        long before = hits();

        assertThat(store.get("k", new ByteRange.Between(10, 19), Form.REGIONS))
                .hasSize(10)
                .startsWith(bytes[10]);
        assertThat(await(store.engine().head(ObjectVersion.latest(name("k")), Conditions.NONE)))
                .isEqualTo(stored);
        Conditions other =
                new Conditions(Optional.of("\"another\""), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> await(store.engine()
                        .get(new GetCommand(name("k"), Optional.empty(), other, Freshness.STORED, Form.BUFFERS))))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                        .isEqualTo(StoreException.Code.PRECONDITION_FAILED));
        assertThat(hits()).isEqualTo(before + 3);
    }

    @Test
    void whatTakesItsPlaceIsServedAndWhatIsDeletedIsNot() {
        store.put("k", bytes(100, 1));
        readOften("k");
        store.put("k", bytes(200, 2));
        assertThat(store.get("k")).isEqualTo(bytes(200, 2));
        readOften("k");

        await(store.engine().delete(new DeleteCommand(name("k"), Conditions.NONE)));

        assertThatThrownBy(() -> store.get("k")).isInstanceOf(StoreException.class);
    }

    @Test
    void tagsThatChangeAreThoseThatAreTold() {
        store.put("k", bytes(100, 1));
        readOften("k");

        await(store.engine().retag(ObjectVersion.latest(name("k")), Map.of("a", "b")));

        assertThat(await(store.engine().head(ObjectVersion.latest(name("k")), Conditions.NONE))
                        .traits()
                        .tags())
                .isEqualTo(Map.of("a", "b"));
    }

    @Test
    void encryptedObjectsAreNotKept() {
        await(store.engine().configure(BUCKET, BucketDocument.ENCRYPTION, Optional.of("AES256")));
        store.put("small", bytes(100, 1));
        store.put("larger", bytes(40_000, 1));
        readOften("small");
        readOften("larger");

        assertThat(store.engine().figures().hot().objects()).isZero();
    }

    @Test
    void boundsHoldAndAreLive() {
        store.put("large", bytes((64 << 10) + 1, 1));
        readOften("large");
        assertThat(store.engine().figures().hot().objects()).isZero();

        for (int i = 0; i < 100; i++) {
            store.put("k" + i, bytes(32 << 10, i));
            readOften("k" + i);
        }
        assertThat(store.engine().figures().hot().bytes()).isBetween(1L, 1L << 20);

        await(store.engine()
                .apply(StoreUnderTest.settings(folder).with(new CacheSettings(8 << 20, 1 << 20, 16 << 10))));
        assertThat(store.engine().figures().hot().bytes()).isZero();

        await(store.engine().apply(StoreUnderTest.settings(folder).with(new CacheSettings(8 << 20, 0, 64 << 10))));
        assertThat(store.engine().figures().hot().bytes()).isZero();
        readOften("k1");
        assertThat(store.engine().figures().hot().objects()).isZero();
    }

    @Test
    void boundIsNeverMoreThanHalfOfWhatJavaMayUseOutsideItsHeap() {
        HotObjects hot = new HotObjects(new CacheSettings(8 << 20, Long.MAX_VALUE, 64 << 10));

        assertThat(hot.limitBytes()).isEqualTo(PlatformDependent.maxDirectMemory() / 2);
    }

    @Test
    void whatIsSaidOfAnObjectTakesRoomAsItsBytesDo() {
        HotObjects hot = new HotObjects(SETTINGS);
        ObjectInfo info =
                new ObjectInfo(name("k"), 1, "", 1, Instant.EPOCH, Map.of(), Map.of("note", "x".repeat(100_000)));
        ObjectKey key = new ObjectKey(1, "k");
        assertThat(hot.ticket(key)).isEmpty();

        hot.keep(hot.ticket(key).orElseThrow(), info, bytes(1, 1));

        assertThat(hot.figures().bytes()).isGreaterThan(200_000);
    }

    @Test
    void whatWasReadWhileItChangedIsNotKept() {
        HotObjects hot = new HotObjects(SETTINGS);
        ObjectKey key = new ObjectKey(1, "k");
        ObjectInfo info = new ObjectInfo(name("k"), 1, "", 1, Instant.EPOCH, Map.of(), Map.of());
        assertThat(hot.ticket(key)).isEmpty();
        Ticket before = hot.ticket(key).orElseThrow();

        hot.changing(List.of(key));
        hot.keep(before, info, bytes(1, 1));
        assertThat(hot.find(key)).isEmpty();
        assertThat(hot.ticket(key)).isEmpty();
        hot.changed(List.of(key));
        hot.keep(before, info, bytes(1, 1));
        assertThat(hot.find(key)).isEmpty();

        hot.keep(hot.ticket(key).orElseThrow(), info, bytes(1, 1));
        assertThat(hot.find(key).map(Hot::info)).contains(info);

        Ticket old = hot.ticket(key).orElseThrow();
        hot.replacing();
        hot.replaced();
        assertThat(hot.find(key)).isEmpty();
        hot.keep(old, info, bytes(1, 1));
        assertThat(hot.find(key)).isEmpty();
    }

    @Test
    void nobodyReadsWhatIsOlderThanWhatWasAcknowledged() {
        store.put("k", number(0));
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> {
                long reads = 0;
                long last = 0;
                while (!over.get()) {
                    long least = Math.max(last, acknowledged.get());
                    last = ByteBuffer.wrap(store.get("k")).getLong();
                    assertThat(last).isGreaterThanOrEqualTo(least);
                    reads++;
                }
                return reads;
            }));
        }
        for (long number = 1; number <= 500; number++) {
            store.put("k", number(number));
            acknowledged.set(number);
        }
        over.set(true);

        assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isPositive());
        assertThat(store.get("k")).isEqualTo(number(500));
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
