package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class RecordFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectName NAME = new ObjectName(new BucketName("bucket"), "a/ü");
    private static final byte[] BYTES = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final BucketInfo BACKED = new BucketInfo(
            new BucketName("bucket"),
            7,
            Instant.ofEpochMilli(1_767_225_600_123L),
            BucketTraits.backedBy("http://127.0.0.1:8080/a/"));
    private static final BucketInfo BUCKET =
            new BucketInfo(new BucketName("bucket"), 7, Instant.ofEpochMilli(1_767_225_600_123L), BucketTraits.NONE);
    private static final BucketInfo CONFIGURED = new BucketInfo(
            new BucketName("bucket"),
            7,
            Instant.ofEpochMilli(1_767_225_600_123L),
            new BucketTraits(
                    Optional.of("http://127.0.0.1:8080/a/"),
                    Optional.of("ALICE"),
                    Map.of(BucketDocument.VERSIONING, "Enabled", BucketDocument.CORS, "<CORSConfiguration/>")));

    @Test
    void goldenInlineRecordIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("object-inline-v1.bin"));
        ObjectRecord read = ObjectRecordFormat.decode(NAME, golden);

        assertThat(read).isEqualTo(inline());
        assertThat(ObjectRecordFormat.inlineBytes(read, golden)).isEqualTo(BYTES);
        assertThat(ObjectRecordFormat.encode(inline(), BYTES)).isEqualTo(golden);
    }

    @Test
    void goldenBlobRecordIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("object-blob-v1.bin"));

        assertThat(ObjectRecordFormat.decode(NAME, golden)).isEqualTo(blob());
        assertThat(ObjectRecordFormat.encode(blob(), new byte[0])).isEqualTo(golden);
    }

    @Test
    void goldenBucketRecordIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("bucket-v1.bin"));

        assertThat(BucketRecordFormat.decode(BUCKET.name(), golden)).isEqualTo(BUCKET);
        assertThat(BucketRecordFormat.encode(BUCKET)).isEqualTo(golden);
    }

    @Test
    void goldenRecordOfABackedBucketIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("bucket-v2.bin"));

        assertThat(BucketRecordFormat.decode(BACKED.name(), golden)).isEqualTo(BACKED);
        assertThat(BucketRecordFormat.encode(BACKED)).isEqualTo(golden);
    }

    @Test
    void goldenRecordOfAConfiguredBucketIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("bucket-v3.bin"));

        assertThat(BucketRecordFormat.decode(CONFIGURED.name(), golden)).isEqualTo(CONFIGURED);
        assertThat(BucketRecordFormat.encode(CONFIGURED)).isEqualTo(golden);
    }

    @Test
    void flippedBitOfABucketIsFound() {
        for (BucketInfo bucket : List.of(BUCKET, BACKED, CONFIGURED)) {
            byte[] record = BucketRecordFormat.encode(bucket);
            for (int bit = 0; bit < record.length * 8; bit++) {
                byte[] damaged = record.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> BucketRecordFormat.decode(bucket.name(), damaged))
                        .as("bit %s", bit)
                        .isInstanceOf(DamagedRecordException.class);
            }
        }
    }

    @Test
    void shortenedBucketIsFound() {
        byte[] record = BucketRecordFormat.encode(BACKED);
        for (int length = 0; length < record.length; length++) {
            byte[] damaged = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> BucketRecordFormat.decode(BACKED.name(), damaged))
                    .as("%s bytes", length)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void flippedBitAnywhereIsFound() {
        byte[] record = ObjectRecordFormat.encode(inline(), BYTES);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ObjectRecordFormat.inlineBytes(ObjectRecordFormat.decode(NAME, damaged), damaged))
                    .as("bit %s", bit)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void shortenedRecordIsFound() {
        byte[] record = ObjectRecordFormat.encode(inline(), BYTES);
        for (int length = 0; length < record.length; length++) {
            byte[] damaged = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> ObjectRecordFormat.inlineBytes(ObjectRecordFormat.decode(NAME, damaged), damaged))
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    private static ObjectRecord inline() {
        CRC32C crc = new CRC32C();
        crc.update(BYTES, 0, BYTES.length);
        return new ObjectRecord(info(BYTES.length), new Place.Inline((int) crc.getValue()));
    }

    private static ObjectRecord blob() {
        return new ObjectRecord(info(1L << 33), new Place.Blob(0x1234));
    }

    private static ObjectInfo info(long size) {
        return new ObjectInfo(
                NAME,
                size,
                "25f9e794323b453885f5181f1b624d0b",
                42,
                Instant.ofEpochMilli(1_767_225_600_123L),
                Map.of("content-type", "text/plain"),
                Map.of("b", "2", "a", "ü"));
    }
}
