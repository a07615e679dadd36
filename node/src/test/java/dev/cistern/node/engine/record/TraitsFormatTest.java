package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.ObjectInfo.Multipart;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import dev.cistern.node.store.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records of objects with traits, of uploads and of parts. With {@code -Dcistern.golden=write} golden files are written. */
final class TraitsFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectName NAME = new ObjectName(new BucketName("bucket"), "a/ü");
    private static final Instant WHEN = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final String MD5 = "25f9e794323b453885f5181f1b624d0b";
    private static final Checksum CRC = new Checksum(Algorithm.CRC64NVME, "ae8b14860a799888");
    private static final StoredPart FIRST =
            new StoredPart(new Part(1, 5 << 20, MD5, WHEN, Optional.of(CRC)), 0x1234, "");
    private static final StoredPart LAST = new StoredPart(new Part(9, 10, MD5, WHEN, Optional.empty()), 0x1235, "");

    private static byte[] golden(String name, byte[] written) throws IOException {
        Path file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("cistern.golden")) && !Files.exists(file)) {
            Files.write(file, written);
        }
        return Files.readAllBytes(file);
    }

    private static ObjectRecord object(PartList list) {
        Traits traits = new Traits(
                Map.of("tag", "1", "other", "ü"),
                Optional.of(new KeptChecksum(CRC, false)),
                Optional.of(new Multipart(2, MD5, 42)));
        Map<String, String> headers = Map.of("content-type", "text/plain");
        return new ObjectRecord(
                new ObjectInfo(NAME, (5 << 20) + 10, "", 43, WHEN, headers, Map.of("a", "b"), traits), list.place());
    }

    @Test
    void goldenRecordOfPartsIsReadAndWritten() throws IOException, DamagedRecordException {
        PartList list = PartList.of(List.of(FIRST, LAST));
        byte[] written = ObjectRecordFormat.encode(object(list), list.bytes());
        byte[] golden = golden("object-parts-v2.bin", written);
        ObjectRecord read = ObjectRecordFormat.decode(NAME, golden);

        assertThat(read).isEqualTo(object(list));
        assertThat(ObjectRecordFormat.parts(read, golden)).containsExactly(FIRST, LAST);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void goldenPartIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = golden("part-v1.bin", PartFormat.encode(FIRST));

        assertThat(PartFormat.decode(golden)).isEqualTo(FIRST);
        assertThat(PartFormat.encode(FIRST)).isEqualTo(golden);
    }

    @Test
    void goldenUploadIsReadAndWritten() throws IOException, DamagedRecordException {
        CreateUpload command = new CreateUpload(
                NAME,
                Map.of("content-type", "text/plain"),
                Map.of("a", "b"),
                Map.of("t", "1"),
                Optional.of(new UploadChecksum(Algorithm.SHA256, true)));
        Upload upload = new Upload(new UploadName(NAME, 42), WHEN, command, Optional.empty());
        byte[] golden = golden("upload-v1.bin", UploadFormat.encode(upload));

        assertThat(UploadFormat.decode(upload.name(), golden)).isEqualTo(upload);
        assertThat(UploadFormat.encode(upload)).isEqualTo(golden);
    }

    private static ObjectRecord version(Standing standing) {
        ObjectLock lock = new ObjectLock(Optional.of(new Retention(Mode.GOVERNANCE, WHEN)), Hold.ON);
        Traits traits = new Traits(
                Map.of("tag", "1"),
                Optional.of(new KeptChecksum(CRC, false)),
                Optional.empty(),
                standing,
                lock,
                Optional.empty());
        Map<String, String> headers = Map.of("content-type", "text/plain");
        return new ObjectRecord(
                new ObjectInfo(NAME, 1L << 33, MD5, 44, WHEN, headers, Map.of(), traits), new Place.Blob(0x1236));
    }

    @Test
    void goldenRecordOfALockedVersionIsReadAndWritten() throws IOException, DamagedRecordException {
        ObjectRecord version = version(Standing.OWN);
        byte[] written = ObjectRecordFormat.encode(version, new byte[0]);
        byte[] golden = golden("object-version-v3.bin", written);

        assertThat(ObjectRecordFormat.decode(NAME, golden)).isEqualTo(version);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void goldenDeleteMarkerIsReadAndWritten() throws IOException, DamagedRecordException {
        Traits traits = Traits.NONE.standing(Standing.NULL_MARKER);
        ObjectRecord marker = new ObjectRecord(
                new ObjectInfo(NAME, 0, "", 45, WHEN, Map.of(), Map.of(), traits), new Place.Inline(0));
        byte[] written = ObjectRecordFormat.encode(marker, new byte[0]);
        byte[] golden = golden("object-marker-v3.bin", written);

        assertThat(ObjectRecordFormat.decode(NAME, golden)).isEqualTo(marker);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void goldenUploadOfALockedObjectIsReadAndWritten() throws IOException, DamagedRecordException {
        ObjectLock lock = new ObjectLock(Optional.of(new Retention(Mode.COMPLIANCE, WHEN)), Hold.OFF);
        CreateUpload command = new CreateUpload(NAME, Map.of(), Map.of("a", "b"), Map.of(), Optional.empty(), lock);
        Upload upload = new Upload(new UploadName(NAME, 42), WHEN, command, Optional.empty());
        byte[] golden = golden("upload-v2.bin", UploadFormat.encode(upload));

        assertThat(UploadFormat.decode(upload.name(), golden)).isEqualTo(upload);
        assertThat(UploadFormat.encode(upload)).isEqualTo(golden);
    }

    @Test
    void goldenBucketWithADurabilityIsReadAndWritten() throws IOException, DamagedRecordException {
        BucketTraits traits = BucketTraits.NONE.with(BucketDocument.DURABILITY, Optional.of("os"));
        BucketInfo bucket = new BucketInfo(NAME.bucket(), 7, WHEN, traits);
        byte[] golden = golden("bucket-durability-v3.bin", BucketRecordFormat.encode(bucket));

        assertThat(BucketRecordFormat.decode(bucket.name(), golden)).isEqualTo(bucket);
        assertThat(BucketRecordFormat.encode(bucket)).isEqualTo(golden);
    }

    @Test
    void flippedBitOfALockedVersionIsFound() {
        byte[] record = ObjectRecordFormat.encode(version(Standing.OWN), new byte[0]);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ObjectRecordFormat.decode(NAME, damaged))
                    .as("bit %s", bit)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void flippedBitAnywhereIsFound() {
        PartList list = PartList.of(List.of(FIRST, LAST));
        byte[] record = ObjectRecordFormat.encode(object(list), list.bytes());
        byte[] part = PartFormat.encode(FIRST);
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ObjectRecordFormat.parts(ObjectRecordFormat.decode(NAME, damaged), damaged))
                    .as("bit %s", bit)
                    .isInstanceOf(DamagedRecordException.class);
        }
        for (int bit = 0; bit < part.length * 8; bit++) {
            byte[] damaged = part.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> PartFormat.decode(damaged)).isInstanceOf(DamagedRecordException.class);
        }
    }
}
