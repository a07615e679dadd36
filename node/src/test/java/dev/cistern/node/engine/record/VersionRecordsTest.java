package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Durability;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Keys of versions, and folders that were written before there were any. */
final class VersionRecordsTest {
    private static final BucketName BUCKET = new BucketName("bucket");
    private static final long SEED = 7;

    @Test
    void keysLieInOrderOfKeyAndThenNewestFirst() {
        Random random = new Random(SEED);
        List<VersionKey> keys = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder key = new StringBuilder();
            for (int letters = 1 + random.nextInt(4); letters > 0; letters--) {
                key.append(List.of("\u0000", "\u0001", "a", "b", "\u007f", "ü", "\uFFFF", "\uDBFF\uDFFF")
                        .get(random.nextInt(8)));
            }
            keys.add(new VersionKey(1 + random.nextInt(2), key.toString(), 1 + random.nextInt(300)));
        }
        List<VersionKey> byBytes = new ArrayList<>(keys);
        byBytes.sort((one, other) -> Arrays.compareUnsigned(one.encode(), other.encode()));
        keys.sort((one, other) -> {
            int byObject = Arrays.compareUnsigned(
                    new ObjectKey(one.bucketId(), one.key()).encode(),
                    new ObjectKey(other.bucketId(), other.key()).encode());
            return byObject != 0 ? byObject : Long.compare(other.number(), one.number());
        });

        assertThat(byBytes).isEqualTo(keys);
        assertThat(keys).allMatch(key -> VersionKey.decode(key.encode()).equals(key));
    }

    @Test
    void idsSortNewestFirstAndAreReadBack() {
        Random random = new Random(SEED);
        List<Long> numbers = new ArrayList<>(List.of(1L, 2L, 255L, 256L, Long.MAX_VALUE));
        for (int i = 0; i < 200; i++) {
            numbers.add(random.nextLong() >>> 1 | 1);
        }
        numbers.sort(Collections.reverseOrder());
        List<String> texts =
                numbers.stream().map(number -> new VersionId(number).text()).toList();

        assertThat(texts).isSorted().doesNotHaveDuplicates().allMatch(text -> text.matches("[0-9a-f]{32}"));
        for (int i = 0; i < texts.size(); i++) {
            assertThat(VersionId.parse(texts.get(i))).contains(new VersionId(numbers.get(i)));
        }
        assertThat(VersionId.parse("null")).contains(VersionId.NULL);
        assertThat(VersionId.parse("0".repeat(32))).contains(VersionId.UNKNOWN);
        assertThat(VersionId.parse("f".repeat(32))).contains(VersionId.UNKNOWN);
        assertThat(VersionId.parse("UIORUnfndfiufdisojhr398493jfdkjF")).contains(VersionId.UNKNOWN);
        assertThat(VersionId.parse("")).isEmpty();
        assertThat(VersionId.parse("shorter")).isEmpty();
    }

    @Test
    void folderFromBeforeVersionsIsOpened(@TempDir Path folder) throws RocksDBException {
        BucketInfo bucket = new BucketInfo(BUCKET, 1, Instant.EPOCH, BucketTraits.NONE);
        writeAsBefore(folder, bucket);

        for (int i = 0; i < 2; i++) {
            try (Records records = Records.open(folder, 1 << 20, false)) {
                assertThat(records.buckets()).containsExactly(bucket);
                assertThat(records.contents().hasObjects(1)).isEqualTo(i == 1);
                RecordBatch batch = new RecordBatch();
                batch.putVersion(new VersionKey(1, "k", 5), new byte[0]);
                records.write(batch, Durability.SYNC);
                assertThat(records.contents().hasObjects(1)).isTrue();
                assertThat(records.versions().find(new ObjectName(BUCKET, "k"), 2, new VersionId(5)))
                        .isEmpty();
            }
        }
    }

    /** With the column families there were before: all but those of versions. */
    private static void writeAsBefore(Path folder, BucketInfo bucket) throws RocksDBException {
        RocksDB.loadLibrary();
        List<ColumnFamilyDescriptor> families =
                List.of("default", "buckets", "objects", "blobs", "system", "uploads", "parts").stream()
                        .map(title -> new ColumnFamilyDescriptor(title.getBytes(StandardCharsets.UTF_8)))
                        .toList();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                RocksDB database = RocksDB.open(options, folder.toString(), families, handles)) {
            byte[] key = bucket.name().value().getBytes(StandardCharsets.UTF_8);
            database.put(handles.get(1), key, BucketRecordFormat.encode(bucket));
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    @Test
    void pageOfNothingIsEmpty(@TempDir Path folder) {
        try (Records records = Records.open(folder, 1 << 20, false)) {
            ListVersions command = new ListVersions(BUCKET, "", "", Optional.empty(), 0);
            assertThat(records.versions().list(command, 1).entries()).isEmpty();
        }
    }
}
