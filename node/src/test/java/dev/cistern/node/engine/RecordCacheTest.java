package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.CacheSettings;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that the cache of records answers, without a reader thread; no object is hot. */
final class RecordCacheTest {
    private static final CacheSettings SETTINGS = new CacheSettings(8 << 20, 0, 64 << 10);
    private static final int INLINE = 4_000;
    private static final int LARGE = 40_000;

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

    private RecordCacheFigures figures() {
        return store.engine().figures().recordCache();
    }

    private ObjectInfo head(String key) {
        return await(store.engine().head(ObjectVersion.latest(name(key)), Conditions.NONE));
    }

    @Test
    void whatWasWrittenLatelyIsAnsweredFromMemory() {
        ObjectInfo stored = store.put("k", bytes(INLINE, 1));

        assertThat(store.get("k")).isEqualTo(bytes(INLINE, 1));
        assertThat(head("k")).isEqualTo(stored);
        assertThat(figures().hits()).isEqualTo(2);
        assertThat(figures().misses()).isZero();
    }

    @Test
    void whatOnlyTheDiskHasIsReadByAReaderOnceAndThenFromMemory() {
        store.put("k", bytes(INLINE, 1));
        store.reopen();
        RecordCacheFigures before = figures();

        assertThat(store.get("k")).isEqualTo(bytes(INLINE, 1));
        assertThat(figures().misses()).isEqualTo(before.misses() + 1);
        assertThat(figures().hits()).isEqualTo(before.hits());
        assertThat(store.get("k")).isEqualTo(bytes(INLINE, 1));
        assertThat(figures().hits()).isEqualTo(before.hits() + 1);
        assertThat(figures().bytes()).isBetween((long) INLINE, figures().limitBytes());
    }

    @Test
    void itIsAnsweredWhileAllReadersAreBusy() {
        store.put("k", bytes(INLINE, 1));

        CopyingNode.whileReadersAreBusy(store, () -> assertThat(store.get("k")).isEqualTo(bytes(INLINE, 1)));
    }

    @Test
    void whatTakesItsPlaceIsServedAndWhatIsDeletedIsNot() {
        store.put("k", bytes(INLINE, 1));
        store.put("k", bytes(INLINE, 2));
        assertThat(store.get("k")).isEqualTo(bytes(INLINE, 2));

        await(store.engine().delete(new DeleteCommand(name("k"), Conditions.NONE)));

        assertThatThrownBy(() -> store.get("k"))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                        .isEqualTo(Code.NO_SUCH_OBJECT));
    }

    @Test
    void partsOfItAndConditionsAreAnsweredAsEver() {
        byte[] bytes = bytes(INLINE, 1);
        store.put("k", bytes);

        assertThat(store.get("k", new ByteRange.Between(10, 19), Form.REGIONS))
                .hasSize(10)
                .startsWith(bytes[10]);
        assertThatThrownBy(() -> store.get("k", new ByteRange.Between(INLINE, INLINE + 1), Form.REGIONS))
                .isInstanceOf(StoreException.class);
        Conditions other =
                new Conditions(Optional.of("\"another\""), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> await(store.engine()
                        .get(new GetCommand(name("k"), Optional.empty(), other, Freshness.STORED, Form.BUFFERS))))
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.code())
                        .isEqualTo(Code.PRECONDITION_FAILED));
        assertThat(figures().hits()).isEqualTo(3);
    }

    @Test
    void largerAndEncryptedObjectsAreReadByAReaderWhoNeedNotLookForTheirRecords() {
        ObjectInfo large = store.put("large", bytes(LARGE, 1));
        await(store.engine().configure(BUCKET, BucketDocument.ENCRYPTION, Optional.of("AES256")));
        store.put("encrypted", bytes(INLINE, 2));

        assertThat(store.get("large")).isEqualTo(bytes(LARGE, 1));
        assertThat(store.get("encrypted")).isEqualTo(bytes(INLINE, 2));
        assertThat(head("large")).isEqualTo(large);
        assertThat(figures().hits()).isEqualTo(3);
        assertThat(figures().misses()).isZero();
    }

    @Test
    void whatWasOverwrittenSinceItsRecordWasFoundIsReadAsItIsNow() {
        for (int i = 0; i < 200; i++) {
            store.put("k", bytes(LARGE, i));
            Future<OpenObject> opening = store.onContext(() -> store.engine()
                    .get(new GetCommand(name("k"), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.BUFFERS)));
            store.put("k", bytes(LARGE, i + 1));

            byte[] read = store.read(await(opening));
            assertThat(read).isIn(bytes(LARGE, i), bytes(LARGE, i + 1));
        }
    }
}
