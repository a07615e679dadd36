package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundTripTest {
    private final StoreUnderTest store;

    RoundTripTest(@TempDir Path folder) {
        store = new StoreUnderTest(folder);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16383, 16384, 16385, 65535, 65536, 65537, 1048575, 1048576, 1048577, 5 << 20, 67043329})
    void everySizeComesBackWholeAndInParts(int size) throws Exception {
        byte[] bytes = bytes(size, size);
        ObjectInfo info = store.put("key", bytes);

        assertThat(info.size()).isEqualTo(size);
        assertThat(info.md5())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(bytes)));
        assertThat(store.get("key")).isEqualTo(bytes);
        for (long[] part : parts(size)) {
            byte[] expected = Arrays.copyOfRange(bytes, (int) part[0], (int) part[1] + 1);
            ByteRange range = new ByteRange.Between(part[0], part[1]);
            assertThat(store.get("key", range, Form.REGIONS)).isEqualTo(expected);
            assertThat(store.get("key", range, Form.BUFFERS)).isEqualTo(expected);
        }
    }

    @Test
    void bytesAroundTheEndOfAChapterComeBack() {
        int chapter = 1023 * 65536;
        byte[] bytes = bytes(chapter + 1, 1);
        store.put("key", bytes);

        ByteRange around = new ByteRange.Between(chapter - 70_000, chapter);
        byte[] expected = Arrays.copyOfRange(bytes, chapter - 70_000, chapter + 1);
        assertThat(store.get("key", around, Form.REGIONS)).isEqualTo(expected);
        assertThat(store.get("key", around, Form.BUFFERS)).isEqualTo(expected);
        assertThat(store.get("key", new ByteRange.From(chapter), Form.REGIONS)).containsExactly(bytes[chapter]);
    }

    private static List<long[]> parts(int size) {
        if (size == 0) {
            return List.of();
        }
        return List.of(
                new long[] {0, 0},
                new long[] {size - 1, size - 1},
                new long[] {0, size - 1},
                new long[] {size / 3, size / 2},
                new long[] {Math.max(0, size - 70_000), size - 1});
    }

    @Test
    void rangeOfNothingIsRefused() {
        store.put("empty", new byte[0]);

        assertThatThrownBy(() -> store.get("empty", new ByteRange.From(0), Form.REGIONS))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.RANGE_NOT_SATISFIABLE));
    }

    @Test
    void headersAndMetadataComeBack() {
        PutCommand command = new PutCommand(
                StoreUnderTest.name("a//b/ü"),
                OptionalLong.empty(),
                List.of(),
                Conditions.NONE,
                Map.of("content-type", "text/plain"),
                Map.of("Größe", "42 €"));
        ObjectInfo put = StoreUnderTest.await(store.putting(command, FakeBody.of(bytes(10, 1), 3)));

        ObjectInfo head = StoreUnderTest.await(store.engine().head(command.name(), Conditions.NONE));

        assertThat(head).isEqualTo(put);
        assertThat(head.headers()).containsEntry("content-type", "text/plain");
        assertThat(head.metadata()).containsEntry("Größe", "42 €");
    }

    @Test
    void readerKeepsTheBytesItOpened() {
        byte[] first = bytes(3 << 20, 1);
        byte[] second = bytes(2 << 20, 2);
        store.put("key", first);
        OpenObject open = store.open("key", Optional.empty(), Form.REGIONS);
        store.put("key", second);
        OpenObject openSecond = store.open("key", Optional.empty(), Form.BUFFERS);
        StoreUnderTest.await(store.engine().delete(StoreUnderTest.name("key"), Conditions.NONE));

        assertThat(store.read(open)).isEqualTo(first);
        assertThat(store.read(openSecond)).isEqualTo(second);
        assertThatThrownBy(() -> store.get("key"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SUCH_OBJECT));
    }

    @Test
    void laterWriteHasAGreaterVersionAlsoAfterReopen() {
        long first = store.put("key", bytes(10, 1)).version();
        long second = store.put("key", bytes(10, 2)).version();
        store.reopen();
        long third = store.put("key", bytes(10, 3)).version();

        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    }
}
