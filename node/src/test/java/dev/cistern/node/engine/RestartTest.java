package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.Durability;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestartTest {
    private final Path folder;
    private final Path copy;
    private final StoreUnderTest store;

    RestartTest(@TempDir Path root) {
        this.folder = root.resolve("data");
        this.copy = root.resolve("copy");
        this.store = StoreUnderTest.inFiles(folder);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everythingIsThereAfterClose() {
        byte[] small = bytes(100, 1);
        byte[] large = bytes(3 << 20, 2);
        store.put("small", small);
        store.put("large", large);

        store.reopen();

        assertThat(store.get("small")).isEqualTo(small);
        assertThat(store.get("large")).isEqualTo(large);
    }

    @Test
    void everythingIsThereInAStoreThatWasNeverClosed() throws IOException {
        byte[] small = bytes(100, 1);
        byte[] large = bytes(3 << 20, 2);
        store.put("small", small);
        store.put("large", bytes(1 << 20, 3));
        store.put("large", large);

        untilSearched();
        copyTree(folder, copy);
        store.reopen(copy);

        assertThat(store.get("small")).isEqualTo(small);
        assertThat(store.get("large")).isEqualTo(large);
    }

    @Test
    void onlyBlobsThatNoRecordNamesAreRemoved() throws IOException {
        byte[] large = bytes(1 << 20, 2);
        store.put("large", large);
        Path blob = blobs(folder).get(0);
        Path orphan = blob.resolveSibling("0000000000000fff");
        Path stranger = blob.resolveSibling("notes.txt");
        Path misplaced = blob.resolveSibling("00000000000fffff");
        for (Path file : List.of(orphan, stranger, misplaced)) {
            Files.writeString(file, "left behind");
        }

        store.reopen();
        untilSearched();

        assertThat(orphan).doesNotExist();
        assertThat(stranger).exists();
        assertThat(misplaced).exists();
        assertThat(store.get("large")).isEqualTo(large);
        assertThat(store.engine().figures().orphansRemoved()).isEqualTo(1);
    }

    @Test
    void blobsOfThisRunAreNoOrphans() {
        store.reopen();
        byte[] large = bytes(1 << 20, 2);
        store.put("large", large);
        untilSearched();

        assertThat(store.get("large")).isEqualTo(large);
    }

    @Test
    void destroyedBucketIsEmptiedAndItsNameIsFreeAtOnce() throws IOException {
        for (int i = 0; i < 1200; i++) {
            store.put("key" + i, bytes(i % 100 == 0 ? 20_000 : 10, i));
        }
        long firstId = await(store.engine().headBucket(BUCKET)).id();
        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
        BucketInfo again = await(store.engine().createBucket(BUCKET, BucketTraits.NONE));

        assertThat(again.id()).isGreaterThan(firstId);
        assertThat(await(store.engine().list(new ListCommand(BUCKET, "", "", Optional.empty(), 10)))
                        .objects())
                .isEmpty();
        untilSearched();
        assertThat(blobs(folder)).isEmpty();
    }

    @Test
    void removalOfADestroyedBucketIsResumedAtStart() throws IOException {
        for (int i = 0; i < 20; i++) {
            store.put("key" + i, bytes(20_000, i));
        }
        long id = await(store.engine().headBucket(BUCKET)).id();
        await(store.engine().close());
        try (Records records = Records.open(folder.resolve("records"), 1 << 20, false)) {
            RecordBatch batch = new RecordBatch();
            batch.doom(id);
            records.write(batch, Durability.SYNC);
        }
        store.reopen();
        untilSearched();

        assertThat(blobs(folder)).isEmpty();
    }

    @Test
    void bucketThatHoldsAnythingIsNotDestroyedByMistake() {
        store.put("key", bytes(1, 1));

        assertThatThrownBy(() -> await(store.engine().destroyBucket(BUCKET, Contents.MUST_BE_EMPTY)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.BUCKET_NOT_EMPTY));
        await(store.engine().delete(StoreUnderTest.name("key"), Conditions.NONE));
        await(store.engine().destroyBucket(BUCKET, Contents.MUST_BE_EMPTY));
        assertThat(await(store.engine().listBuckets())).isEmpty();
    }

    @Test
    void closedStoreRefusesEverything() {
        await(store.engine().close());

        assertThatThrownBy(() -> store.put("key", bytes(1, 1)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
    }

    private void untilSearched() {
        await(store.engine().searched());
    }

    private static List<Path> blobs(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
