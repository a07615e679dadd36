package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three stores that bring each other copies, one of them with two disks. */
final class DiskOfAMemberTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<CopyingNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123", StandardCharsets.US_ASCII);
        for (int i = 0; i < 3; i++) {
            nodes.add(new CopyingNode(i, folder.resolve("n" + i), secret));
        }
        CopyingNode.join(nodes);
        for (CopyingNode node : nodes) {
            for (CopyingNode other : nodes) {
                meet(node, other);
            }
        }
    }

    private static void meet(CopyingNode node, CopyingNode other) {
        if (node != other) {
            assertThatThrownBy(
                            () -> StoreUnderTest.await(node.copies.open(other.number, new Copies.Wanted(1, 1, 0, 1))))
                    .hasCauseInstanceOf(NoSuchCopyException.class);
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(CopyingNode::close);
    }

    @Test
    void copiesOfADiskThatIsGoneAreReadFromOthersAndMadeAnewAndOneOfTwoGoesWhenItIsBack() throws IOException {
        CopyingNode member = nodes.get(0);
        StoreUnderTest store = member.store;
        Path b = Files.createDirectories(folder.resolve("b"));
        store.use(ManyDisks.of(b));
        List<String> keys = new ArrayList<>();
        while (ManyDisks.files(b) < 3) {
            keys.add("key-" + keys.size());
            store.put(keys.get(keys.size() - 1), ManyDisks.body(keys.get(keys.size() - 1)));
        }
        long here = ManyDisks.files(b) + ManyDisks.files(folder.resolve("n0"));
        Path away = Files.move(b, folder.resolve("away"));

        for (String key : keys) {
            assertThat(store.get(key)).as(key).isEqualTo(ManyDisks.body(key));
        }
        member.repair(Duration.ofHours(1));
        ManyDisks.await(
                () -> ManyDisks.files(folder.resolve("n0")) == here,
                () -> assertThat(ManyDisks.files(folder.resolve("n0"))).isEqualTo(here));

        Files.move(away, b);
        ManyDisks.await(() -> ManyDisks.files(b) == 0, () -> assertThat(ManyDisks.files(b))
                .isZero());
        for (String key : keys) {
            assertThat(store.get(key)).as(key).isEqualTo(ManyDisks.body(key));
        }
        assertThat(ManyDisks.files(folder.resolve("n0"))).isEqualTo(here);
    }
}
