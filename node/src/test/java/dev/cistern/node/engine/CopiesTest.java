package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three stores in this process, which bring each other copies over sockets. */
final class CopiesTest {
    private static final int BIG = 3 * 1024 * 1024 + 77;

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
        // A member knows what another's start wants signed once it has asked it something.
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

    private StoreUnderTest store(int node) {
        return nodes.get(node).store;
    }

    private List<Integer> places(int node, String key) {
        ObjectVersion object = new ObjectVersion(StoreUnderTest.name(key), Optional.empty());
        return StoreUnderTest.await(store(node).engine().blobs().placed().lying(object))
                .get(0)
                .members();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** How the other nodes see one that they have not heard of for a while. */
    private void missed(int node) {
        for (CopyingNode other : nodes) {
            Fellowship known = Objects.requireNonNull(other.fellowship.get());
            List<Fellow> members = known.members().stream()
                    .map(member -> member.number() == node
                            ? new Fellow(node, member.name(), member.url(), "", 100, true, false)
                            : member)
                    .toList();
            other.fellowship.set(new Fellowship(known.cluster(), known.self(), members));
        }
    }

    @Test
    void aBodyThatIsReadBeforeItIsStoredLiesOnTheNodeThatStoresIt() throws Exception {
        nodes.add(new CopyingNode(3, folder.resolve("n3"), folder.resolve("secret")));
        CopyingNode.join(nodes);
        for (CopyingNode node : nodes) {
            meet(nodes.get(0), node);
        }
        byte[] body = bytes(300_000, 5);
        for (int i = 0; i < 16; i++) {
            PutCommand command = command("k" + i, body.length, Conditions.NONE);
            AtomicReference<Draft> shown = new AtomicReference<>();
            var unused = StoreUnderTest.await(
                    store(0).onContext(() -> store(0).engine().put(command, FakeBody.of(body, 8 * 1024), shown::set)));

            assertThat(places(0, "k" + i)).hasSize(3).contains(0);
            Draft draft = Objects.requireNonNull(shown.get());
            assertThat(draft.lengthBytes()).isEqualTo(4 * 65_536);
            Buffer end = StoreUnderTest.await(store(0).onContext(() -> draft.read(200_000)));
            assertThat(end.getBytes()).isEqualTo(Arrays.copyOfRange(body, 200_000, 4 * 65_536));
            draft.close();
        }
    }

    @Test
    void anObjectLiesOnAllThreeAndTheCopiesAreAlike() throws Exception {
        byte[] body = bytes(BIG, 1);
        store(0).put("k", body);

        assertThat(places(0, "k")).containsExactly(0, 1, 2);
        byte[] first = nodes.get(0).bytesOfOnlyFile().orElseThrow();
        assertThat(nodes.get(1).bytesOfOnlyFile()).contains(first);
        assertThat(nodes.get(2).bytesOfOnlyFile()).contains(first);
        assertThat(store(0).get("k")).isEqualTo(body);
    }

    @Test
    void aSmallObjectNeedsNoCopiesSinceItIsInItsRecord() throws Exception {
        store(0).put("k", bytes(100, 1));

        for (CopyingNode node : nodes) {
            assertThat(node.files()).isEmpty();
        }
    }

    @Test
    void oneMemberThatIsGoneIsDoneWithout() throws Exception {
        nodes.get(2).vanish();
        byte[] body = bytes(BIG, 2);
        store(0).put("k", body);
        assertThat(places(0, "k")).containsExactly(0, 1);

        missed(2);
        store(0).put("k2", body);
        assertThat(places(0, "k2")).containsExactly(0, 1);
        assertThat(store(0).get("k2")).isEqualTo(body);
    }

    @Test
    void withTwoGoneNothingIsStoredAndTheClientIsToldToComeBack() throws Exception {
        nodes.get(1).vanish();
        nodes.get(2).vanish();

        assertThatThrownBy(() -> store(0).put("k", bytes(BIG, 3)))
                .isInstanceOfSatisfying(StoreException.class, refused -> assertThat(refused.code())
                        .isEqualTo(Code.NO_COPY));
        missed(1);
        missed(2);
        assertThatThrownBy(() -> store(0).put("k", bytes(BIG, 3)))
                .hasMessageContaining("2 copies, and 1 of 3 members can be reached");
        until("nothing is left", () -> nodes.get(0).files().isEmpty());
    }

    @Test
    void aCopyThatIsMissingIsReadFromAnotherMember() throws Exception {
        byte[] body = bytes(BIG, 4);
        store(0).put("k", body);
        Files.delete(nodes.get(0).onlyFile());

        assertThat(store(0).get("k")).isEqualTo(body);
        for (Form form : Form.values()) {
            for (int from : new int[] {0, 1, 65_535, 65_536, 1_000_000, BIG - 1}) {
                int to = Math.min(BIG - 1, from + 300_000);
                assertThat(store(0).get("k", new ByteRange.Between(from, to), form))
                        .isEqualTo(Arrays.copyOfRange(body, from, to + 1));
            }
        }
    }

    @Test
    void aBlockThatIsDamagedInTheMiddleIsReadFromAnotherMember() throws Exception {
        byte[] body = bytes(BIG, 5);
        store(0).put("k", body);
        nodes.get(0).damage(2_000_000);

        assertThat(store(0).get("k")).isEqualTo(body);
    }

    @Test
    void whereEachCopyIsDamagedElsewhereTheRightBytesAreFoundAllTheSame() throws Exception {
        byte[] body = bytes(BIG, 6);
        store(0).put("k", body);
        nodes.get(0).damage(100);
        nodes.get(1).damage(1_500_000);

        assertThat(store(0).get("k")).isEqualTo(body);
    }

    @Test
    void aWrongByteIsNeverServed() throws Exception {
        store(0).put("k", bytes(BIG, 7));
        for (CopyingNode node : nodes) {
            node.damage(BIG / 2);
        }

        assertThatThrownBy(() -> store(0).get("k"))
                .isInstanceOfSatisfying(StoreException.class, refused -> assertThat(refused.code())
                        .isEqualTo(Code.NO_COPY));
    }

    @Test
    void aMemberThatIsLostInTheMiddleIsReplacedByAnother() throws Exception {
        byte[] body = bytes(BIG, 8);
        store(0).put("k", body);
        Files.delete(nodes.get(0).onlyFile());
        OpenObject open = store(0).open("k", Optional.empty(), Form.BUFFERS);
        byte[] head = StoreUnderTest.await(store(0).onContext(open::next)) instanceof OpenObject.Chunk.Bytes first
                ? first.buffer().getBytes()
                : new byte[0];
        nodes.get(1).vanish();

        byte[] rest = store(0).read(open);
        assertThat(head.length).isPositive();
        byte[] all = Arrays.copyOf(head, BIG);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        assertThat(all).isEqualTo(body);
    }

    @Test
    void whereNobodyHasTheBytesTheClientIsToldToComeBack() throws Exception {
        store(0).put("k", bytes(BIG, 9));
        Files.delete(nodes.get(0).onlyFile());
        nodes.get(1).vanish();
        nodes.get(2).vanish();

        assertThatThrownBy(() -> store(0).get("k"))
                .isInstanceOfSatisfying(StoreException.class, refused -> assertThat(refused.code())
                        .isEqualTo(Code.NO_COPY));
    }

    @Test
    void copiesOfARefusedObjectAreDeletedEverywhere() throws Exception {
        byte[] body = bytes(BIG, 10);
        store(0).put("k", body);
        Conditions absent = new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> StoreUnderTest.await(
                        store(0).putting(command("k", BIG, absent), FakeBody.of(bytes(BIG, 11), 64 * 1024))))
                .isInstanceOf(StoreException.class);
        for (CopyingNode node : nodes) {
            until("node " + node.number + " has one blob", () -> node.files().size() == 1);
        }
        assertThat(store(0).get("k")).isEqualTo(body);
    }

    @Test
    void aCopyThatIsMissingIsMadeAgain() throws Exception {
        store(0).put("k", bytes(BIG, 13));
        byte[] file = nodes.get(0).bytesOfOnlyFile().orElseThrow();
        Files.delete(nodes.get(0).onlyFile());
        nodes.get(0).repair(Duration.ofHours(1));

        until("the copy is back", () -> nodes.get(0)
                .bytesOfOnlyFile()
                .filter(now -> Arrays.equals(now, file))
                .isPresent());
    }

    @Test
    void aCopyThatWasReadAndFoundDamagedIsMadeAgain() throws Exception {
        byte[] body = bytes(BIG, 14);
        store(0).put("k", body);
        byte[] file = nodes.get(0).bytesOfOnlyFile().orElseThrow();
        nodes.get(0).damage(70_000);
        nodes.get(0).repair(Duration.ofHours(1));
        assertThat(store(0).get("k")).isEqualTo(body);

        until("the copy is good again", () -> nodes.get(0)
                .bytesOfOnlyFile()
                .filter(now -> Arrays.equals(now, file))
                .isPresent());
    }

    @Test
    void aFileThatNoRecordNamesGoesWhenItsQuarantineIsOver() throws Exception {
        store(0).put("k", bytes(BIG, 15));
        nodes.get(1).repair(Duration.ofMillis(50));
        nodes.get(2).repair(Duration.ofHours(1));
        until(
                "node 1, whose records do not name it, has let it go",
                () -> nodes.get(1).files().isEmpty());

        assertThat(nodes.get(2).files()).hasSize(1);
        assertThat(nodes.get(0).files()).hasSize(1);
    }

    @Test
    void aBodyThatBreaksOffLeavesNothingAnywhere() throws Exception {
        FakeBody body = new FakeBody();
        var put = store(0).putting(command("k", BIG, Conditions.NONE), body);
        store(0).run(() -> body.feed(bytes(1_000_000, 12)));
        store(0).run(body::breakOff);

        assertThatThrownBy(() -> StoreUnderTest.await(put)).isInstanceOf(StoreException.class);
        for (CopyingNode node : nodes) {
            until("node " + node.number + " has nothing", () -> node.files().isEmpty());
        }
    }
}
