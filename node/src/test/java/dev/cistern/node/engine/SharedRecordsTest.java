package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.CommandFormat.Header;
import dev.cistern.node.engine.record.RecordsDump;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that share their records over a log in memory. */
final class SharedRecordsTest {
    private static final String CLUSTER = "c1";
    private static final String NEXT_BLOB_ID =
            HexFormat.of().formatHex("next-blob-id".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path folder = Path.of("");

    private final List<StoreUnderTest> stores = new ArrayList<>();
    private int saves;

    @AfterEach
    void close() {
        stores.forEach(StoreUnderTest::close);
    }

    private StoreUnderTest open(String name) {
        StoreUnderTest store = new StoreUnderTest(folder.resolve(name));
        stores.add(store);
        return store;
    }

    private StoreUnderTest founder(FakeLog log) {
        StoreUnderTest first = open("m0");
        first.makeBucket();
        first.put("before", new byte[] {1, 2, 3});
        StoreUnderTest.await(first.engine().shared().found(CLUSTER));
        attach(first, log, 0);
        return first;
    }

    private StoreUnderTest member(FakeLog log, StoreUnderTest from, int number) {
        StoreUnderTest next = open("m" + number);
        StoreUnderTest.await(next.engine().shared().join(CLUSTER));
        feed(log, from, next);
        attach(next, log, number);
        return next;
    }

    private void feed(FakeLog log, StoreUnderTest from, StoreUnderTest to) {
        log.feed(from.engine().shared(), to.engine().shared(), folder.resolve("save" + saves++));
    }

    private static void attach(StoreUnderTest store, FakeLog log, int number) {
        store.engine().shared().attach(log.as(() -> store.engine().shared()), number);
    }

    /** Without the founder's counter of blobs, of before the cluster, which nobody reads any more. */
    private List<String> dump(StoreUnderTest store, String name) {
        stores.remove(store);
        store.close();
        return RecordsDump.of(folder.resolve(name).resolve("records")).stream()
                .filter(line -> !line.startsWith("system " + NEXT_BLOB_ID))
                .toList();
    }

    @Test
    void aMemberHasWhatTheFounderBeganWithAndWhatAnyMemberWrites() {
        FakeLog log = new FakeLog(1, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);

        second.put("from-second", new byte[] {4});
        first.put("from-first", new byte[] {5});
        StoreUnderTest.await(second.engine().shared().catchUp());

        assertThat(second.get("before")).containsExactly(1, 2, 3);
        assertThat(second.get("from-first")).containsExactly(5);
        StoreUnderTest.await(first.engine().shared().catchUp());
        assertThat(first.get("from-second")).containsExactly(4);
    }

    @Test
    void aNodeWithBucketsOfItsOwnDoesNotGiveThemUp() {
        StoreUnderTest own = open("own");
        own.makeBucket();

        assertThatThrownBy(() -> StoreUnderTest.await(own.engine().shared().join(CLUSTER)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.BUCKET_NOT_EMPTY));
        own.put("still", new byte[] {1});
        assertThat(own.get("still")).containsExactly(1);
    }

    @Test
    void aFoundingThatComesToNothingLeavesTheNodeAsItWas() {
        StoreUnderTest first = open("m0");
        first.makeBucket();
        first.put("before", new byte[] {1});
        StoreUnderTest.await(first.engine().shared().found(CLUSTER));
        StoreUnderTest.await(first.engine().shared().leave());

        first.put("after", new byte[] {2});
        first.reopen();
        assertThat(first.engine().shared().cluster()).isEmpty();
        assertThat(first.get("before")).containsExactly(1);
        assertThat(first.get("after")).containsExactly(2);
    }

    @Test
    void ofManyThatWriteIfNothingIsThereOneWinsOnWhicheverMember() {
        FakeLog log = new FakeLog(3, 30);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        Conditions nothingThere =
                new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
        List<Future<ObjectInfo>> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoreUnderTest at = i % 2 == 0 ? first : second;
            byte[] bytes = {(byte) i};
            writes.add(at.putting(StoreUnderTest.command("race", 1, nothingThere), FakeBody.of(bytes, 10)));
        }
        int won = 0;
        for (Future<ObjectInfo> write : writes) {
            try {
                StoreUnderTest.await(write);
                won++;
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(Code.PRECONDITION_FAILED);
            }
        }
        assertThat(won).isEqualTo(1);
    }

    @Test
    void theSameLogComesToTheSameRecordsByteForByte() {
        FakeLog log = new FakeLog(5, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        RandomCommits commits = new RandomCommits(11);
        Random chance = new Random(12);
        for (int i = 0; i < 3000; i++) {
            log.append(CommandFormat.write(
                    new Header(new UUID(1, chance.nextInt(2900)), 0, RandomCommits.WHEN.plusMillis(i)),
                    commits.next()));
            if (chance.nextInt(20) == 0) {
                StoreUnderTest.await(log.bring(first.engine().shared()));
            }
            if (chance.nextInt(300) == 0) {
                StoreUnderTest.await(log.bring(second.engine().shared()));
            }
        }
        bringToTheSame(log, first, second);
        List<String> records = dump(second, "m1");

        assertThat(records.size()).isGreaterThan(1500);
        assertThat(dump(first, "m0")).isEqualTo(records);
    }

    /** A founder also removes what destroyed buckets held, of its own accord, so that there may be more in the log meanwhile. */
    private static void bringToTheSame(FakeLog log, StoreUnderTest first, StoreUnderTest second) {
        do {
            StoreUnderTest.await(log.bring(first.engine().shared()));
            StoreUnderTest.await(log.bring(second.engine().shared()));
        } while (!first.engine()
                .shared()
                .applied()
                .equals(second.engine().shared().applied()));
    }

    @Test
    void aMemberThatStartsAgainAtAnyPointComesToTheSame() {
        FakeLog log = new FakeLog(6, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        RandomCommits commits = new RandomCommits(13);
        for (int i = 0; i < 300; i++) {
            log.append(CommandFormat.write(
                    new Header(new UUID(2, i), i, RandomCommits.WHEN.plusMillis(i)), commits.next()));
        }
        Random chance = new Random(14);
        int end = 0;
        while (end < log.size()) {
            end = Math.min(log.size(), end + 1 + chance.nextInt(60));
            StoreUnderTest.await(log.bring(second.engine().shared(), end));
            second.reopen();
        }
        bringToTheSame(log, first, second);

        List<String> records = dump(second, "m1");
        assertThat(dump(first, "m0")).isEqualTo(records);
    }

    @Test
    void aMemberThatIsFarBehindTakesTheRecordsOverAndGoesOn() {
        FakeLog log = new FakeLog(7, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        for (int i = 0; i < 50; i++) {
            first.put("key" + i, new byte[] {(byte) i});
        }
        feed(log, first, second);
        second.put("after", new byte[] {9});
        second.reopen();
        attach(second, log, 1);
        StoreUnderTest.await(second.engine().shared().catchUp());

        assertThat(second.get("key49")).containsExactly(49);
        assertThat(second.get("after")).containsExactly(9);
        assertThat(StoreUnderTest.await(second.engine().listBuckets())).hasSize(1);
    }

    @Test
    void aCommandThatComesTwiceIsAppliedOnceAlsoWhenItsMemberStartedAgain() {
        FakeLog log = new FakeLog(8, 0);
        StoreUnderTest first = founder(log);
        byte[] make = CommandFormat.write(
                new Header(new UUID(3, 1), 0, RandomCommits.WHEN),
                new CreateBucketCommit(new BucketName("twice"), BucketTraits.NONE, Promise.promise()));
        byte[] destroy = CommandFormat.write(
                new Header(new UUID(3, 2), 0, RandomCommits.WHEN),
                new DestroyBucketCommit(
                        new BucketName("twice"),
                        dev.cistern.node.store.ObjectStore.Contents.DESTROY,
                        Promise.promise()));
        log.append(make);
        log.append(destroy);
        StoreUnderTest.await(log.bring(first.engine().shared()));
        first.reopen();
        log.append(make);
        StoreUnderTest.await(log.bring(first.engine().shared()));

        assertThat(StoreUnderTest.await(first.engine().listBuckets())).hasSize(1);
    }

    @Test
    void lostProposalsAndAnswersLoseAndDoubleNothing() {
        FakeLog log = new FakeLog(9, 60);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        List<Future<ObjectInfo>> writes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            StoreUnderTest at = i % 2 == 0 ? first : second;
            byte[] bytes = {(byte) i};
            writes.add(at.putting(StoreUnderTest.command("key" + i, 1, Conditions.NONE), FakeBody.of(bytes, 10)));
        }
        writes.forEach(StoreUnderTest::await);
        StoreUnderTest.await(first.engine().shared().catchUp());

        for (int i = 0; i < 60; i++) {
            assertThat(first.get("key" + i)).containsExactly(i);
        }
        assertThat(first.engine().figures().objectsWritten()).isEqualTo(1 + 60);
    }

    @Test
    void idsOfBlobsAreTheMembersAndNeverGivenAgain() {
        FakeLog log = new FakeLog(10, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 513);
        byte[] large = StoreUnderTest.bytes(100_000, 1);
        first.put("large-first", large);
        second.put("large-second", large);

        assertThat(first.get("large-first")).isEqualTo(large);
        assertThat(second.get("large-second")).isEqualTo(large);
        assertThat(folder.resolve("m513/blobs")).isDirectoryRecursivelyContaining("regex:.*/0201[0-9a-f]{12}");
    }
}
