package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.CommandFormat.Header;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.engine.record.RecordsDump;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListParts;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
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
    private int holds;

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

    /** One member applies each command for itself, the other many in a round. */
    @Test
    void theSameLogComesToTheSameRecordsByteForByteHoweverItIsDivided() {
        FakeLog log = new FakeLog(5, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        RandomCommits commits = RandomCommits.knowing(11, knownTo(first));
        Random chance = new Random(12);
        hold(log);
        for (int i = 0; i < 3000; i++) {
            log.append(commits.entry(chance, i));
            StoreUnderTest.await(log.bring(first.engine().shared()));
            if (chance.nextInt(100) == 0) {
                bringAtOnce(log, second);
                hold(log);
            }
        }
        bringToTheSame(log, first, second);
        assertThat(second.engine().figures().largestRound()).isGreaterThan(20);
        assertThat(first.engine().figures().largestRound()).isLessThan(10);
        List<String> records = dump(second, "m1");

        assertThat(records.size()).isGreaterThan(3000);
        assertThat(dump(first, "m0")).isEqualTo(records);
    }

    @Test
    void aPartGoesIntoAnUploadThatBeganInTheSameRound() {
        FakeLog log = new FakeLog(15, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        hold(log);
        CreateUpload create = new CreateUpload(
                StoreUnderTest.name("key"), Map.of(), Map.of(), Map.of(), Optional.empty(), ObjectLock.NONE);
        UploadName upload =
                StoreUnderTest.await(first.engine().multipart().create(create)).name();
        PutPart put = new PutPart(upload, 1, OptionalLong.empty(), BodyChecks.NONE, Optional.empty());
        Part part = StoreUnderTest.await(first.onContext(
                        () -> first.engine().multipart().put(put, FakeBody.of(StoreUnderTest.bytes(100, 2), 10))))
                .part();

        bringAtOnce(log, second);

        ListParts all = new ListParts(upload, 0, 10);
        assertThat(StoreUnderTest.await(second.engine().multipart().listParts(all))
                        .parts())
                .containsExactly(part);
    }

    @Test
    void whoIsToldOfAChangeAndThrowsStopsNothing() {
        FakeLog log = new FakeLog(16, 0);
        StoreUnderTest first = founder(log);
        SharedRecords records = first.engine().shared();
        records.onDocuments(() -> {
            throw new IllegalStateException("of a test");
        });
        try {
            var unused = records.replaceDocument("hold", 0, new byte[0]).onSuccess(version -> {
                throw new IllegalStateException("of a test as well");
            });
        } catch (IllegalStateException changedAlready) {
            // Then it is this thread that is told.
            assertThat(changedAlready).hasMessage("of a test as well");
        }
        first.put("after", new byte[] {1});

        assertThat(first.get("after")).containsExactly(1);
    }

    /** Where {@link #bringAtOnce} begins. */
    private void hold(FakeLog log) {
        log.append(CommandFormat.write(
                new Header(new UUID(4, holds), 0, RandomCommits.WHEN),
                new DocumentCommit("hold", holds++, new byte[0], Promise.promise())));
    }

    /** All since {@link #hold} waits for the applier before it takes any, and so comes in as few rounds as can be. */
    private static void bringAtOnce(FakeLog log, StoreUnderTest member) {
        CountDownLatch queued = new CountDownLatch(1);
        member.engine().shared().onDocuments(() -> awaitQuietly(queued));
        Future<Void> brought = log.bring(member.engine().shared());
        queued.countDown();
        StoreUnderTest.await(brought);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RandomCommits.Known knownTo(StoreUnderTest store) {
        return new RandomCommits.Known() {
            @Override
            public List<BucketInfo> buckets() {
                return StoreUnderTest.await(store.engine().listBuckets());
            }

            @Override
            public List<UploadName> uploads(BucketInfo bucket) {
                ListUploads all = new ListUploads(bucket.name(), "", "", Optional.empty(), 1000);
                return isThere(bucket)
                        ? StoreUnderTest.await(store.engine().multipart().listUploads(all)).uploads().stream()
                                .map(Upload::name)
                                .toList()
                        : List.of();
            }

            @Override
            public List<ObjectInfo> versions(BucketInfo bucket) {
                ListVersions all = new ListVersions(bucket.name(), "", "", Optional.empty(), ListVersions.MOST);
                return isThere(bucket)
                        ? StoreUnderTest.await(store.engine().listVersions(all)).entries().stream()
                                .map(VersionPage.Entry::object)
                                .toList()
                        : List.of();
            }

            private boolean isThere(BucketInfo bucket) {
                return buckets().stream().anyMatch(there -> there.name().equals(bucket.name()));
            }
        };
    }

    /** A founder also removes what destroyed buckets held, of its own accord: from now on no more. */
    private static void bringToTheSame(FakeLog log, StoreUnderTest first, StoreUnderTest second) {
        log.seal();
        StoreUnderTest.await(log.bring(first.engine().shared()));
        StoreUnderTest.await(log.bring(second.engine().shared()));
        assertThat(first.engine().shared().applied())
                .isEqualTo(second.engine().shared().applied());
    }

    @Test
    void aMemberThatStartsAgainAtAnyPointGoesOnWhereItWasAndComesToTheSame() {
        FakeLog log = new FakeLog(6, 0);
        StoreUnderTest first = founder(log);
        StoreUnderTest second = member(log, first, 1);
        RandomCommits commits = RandomCommits.knowing(13, knownTo(first));
        for (int i = 0; i < 300; i++) {
            log.append(CommandFormat.write(
                    new Header(new UUID(2, i), i, RandomCommits.WHEN.plusMillis(i)), commits.next()));
            StoreUnderTest.await(log.bring(first.engine().shared()));
        }
        Random chance = new Random(14);
        int end = 0;
        while (end < log.size()) {
            end = Math.min(log.size(), end + 1 + chance.nextInt(60));
            StoreUnderTest.await(log.bring(second.engine().shared(), end));
            Applied before = second.engine().shared().applied();
            second.reopen();
            assertThat(second.engine().shared().applied()).isEqualTo(before);
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
        assertThat(second.blobs()).anyMatch(id -> id >>> 48 == 513);
    }
}
