package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.Multipart;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records of what is encrypted. With {@code -Dcistern.golden=write} golden files are written. */
final class EncryptedFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectName NAME = new ObjectName(new BucketName("bucket"), "a/ü");
    private static final Instant WHEN = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final String MD5 = "25f9e794323b453885f5181f1b624d0b";
    private static final Checksum CRC = new Checksum(Algorithm.CRC64NVME, "ae8b14860a799888");
    private static final Encrypted NODE =
            new Encrypted(By.NODE, "eb8aa83eb916ffeb", "a0".repeat(16), "", "b1".repeat(48));
    private static final Encrypted CUSTOMER =
            new Encrypted(By.CUSTOMER, "", "a0".repeat(16), "c2".repeat(32), "b1".repeat(48));
    private static final StoredPart FIRST =
            new StoredPart(new Part(1, 5 << 20, MD5, WHEN, Optional.of(CRC)), 0x1234, "d3".repeat(16));
    private static final StoredPart LAST =
            new StoredPart(new Part(9, 10, MD5, WHEN, Optional.empty()), 0x1235, "d4".repeat(16));
    private static final PartList LIST = PartList.of(List.of(FIRST, LAST));

    private static byte[] golden(String name, byte[] written) throws IOException {
        Path file = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("cistern.golden")) && !Files.exists(file)) {
            Files.write(file, written);
        }
        return Files.readAllBytes(file);
    }

    private static ObjectRecord object() {
        Traits traits = new Traits(Map.of(), Optional.empty(), Optional.of(new Multipart(2, MD5, 42)))
                .encryptedAs(Optional.of(NODE));
        return new ObjectRecord(
                new ObjectInfo(NAME, (5 << 20) + 10, "", 43, WHEN, Map.of(), Map.of(), traits), LIST.place());
    }

    @Test
    void goldenRecordOfAnEncryptedObjectIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] written = ObjectRecordFormat.encode(object(), LIST.bytes());
        byte[] golden = golden("object-encrypted-v3.bin", written);
        ObjectRecord read = ObjectRecordFormat.decode(NAME, golden);

        assertThat(read).isEqualTo(object());
        assertThat(ObjectRecordFormat.parts(read, golden)).containsExactly(FIRST, LAST);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void goldenSealedPartIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] golden = golden("part-encrypted-v2.bin", PartFormat.encode(FIRST));

        assertThat(PartFormat.decode(golden)).isEqualTo(FIRST);
        assertThat(PartFormat.encode(FIRST)).isEqualTo(golden);
    }

    @Test
    void goldenUploadOfAnEncryptedObjectIsReadAndWritten() throws IOException, DamagedRecordException {
        CreateUpload command = new CreateUpload(NAME, Map.of(), Map.of("a", "b"), Map.of(), Optional.empty());
        Upload upload = new Upload(new UploadName(NAME, 42), WHEN, command, Optional.of(CUSTOMER));
        byte[] golden = golden("upload-encrypted-v2.bin", UploadFormat.encode(upload));

        assertThat(UploadFormat.decode(upload.name(), golden)).isEqualTo(upload);
        assertThat(UploadFormat.encode(upload)).isEqualTo(golden);
    }

    @Test
    void flippedBitOfAnEncryptedObjectIsFound() {
        byte[] record = ObjectRecordFormat.encode(object(), LIST.bytes());
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = record.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ObjectRecordFormat.parts(ObjectRecordFormat.decode(NAME, damaged), damaged))
                    .as("bit %s", bit)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }
}
