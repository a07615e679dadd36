package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RacesTest {
    private static final int WRITERS = 64;

    private final StoreUnderTest store;

    RacesTest(@TempDir Path folder) {
        this.store = new StoreUnderTest(
                folder, StoreUnderTest.with(StoreUnderTest.settings(folder), Durability.SYNC, 8 << 20), Outside.REAL);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40_000})
    void ofManyWhoCreateOneObjectOneWins(int size) {
        Conditions absent = new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
        List<Future<ObjectInfo>> puts = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            puts.add(store.putting(command("key", size, absent), FakeBody.of(bytes(size, i), 8192)));
        }
        Future.join(puts)
                .toCompletionStage()
                .toCompletableFuture()
                .exceptionally(e -> null)
                .join();

        List<Future<ObjectInfo>> won = puts.stream().filter(Future::succeeded).toList();
        assertThat(won).hasSize(1);
        assertThat(puts).filteredOn(Future::failed).allSatisfy(put -> assertThat(put.cause())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.PRECONDITION_FAILED)));
        assertThat(store.get("key")).isEqualTo(bytes(size, puts.indexOf(won.get(0))));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 40_000})
    void writersWhoWaitShareOneSync(int size) {
        List<Future<ObjectInfo>> puts = new ArrayList<>();
        for (int i = 0; i < WRITERS * 4; i++) {
            puts.add(store.putting(command("key" + i, size, Conditions.NONE), FakeBody.of(bytes(size, i), 8192)));
        }
        StoreUnderTest.await(Future.join(puts));

        EngineFigures figures = store.engine().figures();
        assertThat(figures.objectsWritten()).isEqualTo(WRITERS * 4L);
        assertThat(figures.largestRound()).isGreaterThan(1);
        assertThat(figures.commitRounds()).isLessThan(figures.commits());
        for (int i = 0; i < WRITERS * 4; i++) {
            assertThat(store.get("key" + i)).isEqualTo(bytes(size, i));
        }
    }

    @Test
    void overwriteNeedsTheTagItNames() {
        String etag = store.put("key", bytes(10, 1)).etag();
        store.put("key", bytes(10, 2));
        Conditions old = new Conditions(Optional.of(etag), Optional.empty(), Optional.empty(), Optional.empty());

        assertThatThrownBy(() ->
                        StoreUnderTest.await(store.putting(command("key", 10, old), FakeBody.of(bytes(10, 3), 10))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.PRECONDITION_FAILED));
        assertThat(store.get("key")).isEqualTo(bytes(10, 2));
    }
}
