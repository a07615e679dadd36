package dev.cistern.node.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Places in records. The golden files were made from the page of the format, and not by the program. */
final class PlacesFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectName NAME = new ObjectName(new BucketName("bucket"), "a/ü");
    private static final Places PLACES = Places.on(List.of(513, 1));

    private static byte[] golden(String name) throws IOException {
        return Files.readAllBytes(GOLDEN.resolve(name));
    }

    @Test
    void goldenRecordOfAPlacedBlobIsReadAndWritten() throws IOException, DamagedRecordException {
        ObjectRecord before = ObjectRecordFormat.decode(NAME, golden("object-version-v3.bin"));
        ObjectRecord placed = new ObjectRecord(before.info(), before.place().at(PLACES));

        assertThat(ObjectRecordFormat.decode(NAME, golden("object-placed-v4.bin")))
                .isEqualTo(placed);
        assertThat(ObjectRecordFormat.encode(placed, new byte[0])).isEqualTo(golden("object-placed-v4.bin"));
    }

    @Test
    void goldenRecordOfPlacedPartsIsReadAndWritten() throws IOException, DamagedRecordException {
        byte[] old = golden("object-parts-v2.bin");
        ObjectRecord before = ObjectRecordFormat.decode(NAME, old);
        List<StoredPart> parts = ObjectRecordFormat.parts(before, old);
        PartList list = PartList.of(List.of(parts.get(0).at(PLACES), parts.get(1)));
        ObjectRecord placed = new ObjectRecord(before.info(), list.place());
        byte[] golden = golden("object-parts-v4.bin");

        assertThat(ObjectRecordFormat.decode(NAME, golden)).isEqualTo(placed);
        assertThat(ObjectRecordFormat.parts(placed, golden))
                .containsExactly(parts.get(0).at(PLACES), parts.get(1));
        assertThat(ObjectRecordFormat.encode(placed, list.bytes())).isEqualTo(golden);
    }

    @Test
    void goldenPlacedPartsAreReadAndWritten() throws IOException, DamagedRecordException {
        StoredPart plain = PartFormat.decode(golden("part-v1.bin")).at(PLACES);
        StoredPart sealed = PartFormat.decode(golden("part-encrypted-v2.bin")).at(PLACES);

        assertThat(PartFormat.decode(golden("part-placed-v3.bin"))).isEqualTo(plain);
        assertThat(PartFormat.encode(plain)).isEqualTo(golden("part-placed-v3.bin"));
        assertThat(PartFormat.decode(golden("part-encrypted-placed-v4.bin"))).isEqualTo(sealed);
        assertThat(PartFormat.encode(sealed)).isEqualTo(golden("part-encrypted-placed-v4.bin"));
    }

    @Test
    void flippedBitAnywhereIsFound() throws IOException {
        for (String name : List.of("part-placed-v3.bin", "part-encrypted-placed-v4.bin")) {
            byte[] part = golden(name);
            for (int bit = 0; bit < part.length * 8; bit++) {
                byte[] damaged = flipped(part, bit);
                assertThatThrownBy(() -> PartFormat.decode(damaged)).isInstanceOf(DamagedRecordException.class);
            }
        }
        byte[] record = golden("object-parts-v4.bin");
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] damaged = flipped(record, bit);
            assertThatThrownBy(() -> ObjectRecordFormat.parts(ObjectRecordFormat.decode(NAME, damaged), damaged))
                    .as("bit %s", bit)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        return damaged;
    }

    @Test
    void placesAreASortedSetAndTheFounderAloneIsNone() {
        assertThat(Places.on(List.of(3, 1, 3)).members()).containsExactly(1, 3);
        assertThat(Places.on(0)).isEqualTo(Places.FOUNDER);
        assertThat(Places.on(List.of(0, 1)).members()).containsExactly(0, 1);
        assertThat(Places.FOUNDER.include(0)).isTrue();
        assertThat(Places.FOUNDER.include(1)).isFalse();
        assertThat(Places.FOUNDER.numbers()).containsExactly(0);
        assertThatThrownBy(() -> Places.on(Places.GREATEST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Places.on(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Places.on(IntStream.rangeClosed(0, Places.MOST).boxed().toList()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Place.Blob(1).places()).isEqualTo(Places.FOUNDER);
    }
}
