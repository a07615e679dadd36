package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VersionsTest {
    private static final int LARGE = 40_000;

    private final Path folder;
    private final Path copy;
    private final StoreUnderTest store;

    VersionsTest(@TempDir Path root) {
        this.folder = root.resolve("data");
        this.copy = root.resolve("copy");
        this.store = new StoreUnderTest(folder);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void versioning(String text) {
        await(store.engine().configure(BUCKET, BucketDocument.VERSIONING, Optional.of(text)));
    }

    private byte[] get(String key, VersionId id) {
        return store.read(await(store.onContext(() -> store.engine()
                .get(new GetCommand(
                        name(key),
                        Optional.empty(),
                        Conditions.NONE,
                        Freshness.STORED,
                        Form.REGIONS,
                        Optional.of(id))))));
    }

    private ObjectInfo delete(String key) {
        return await(store.engine().delete(name(key), Conditions.NONE));
    }

    @CanIgnoreReturnValue
    private ObjectInfo remove(String key, VersionId id) {
        return await(store.engine()
                .delete(new DeleteCommand(
                        new ObjectVersion(name(key), Optional.of(id)), Conditions.NONE, Bypass.NONE)));
    }

    private VersionPage list(Optional<ListVersions.Place> after, int atMost) {
        return await(store.engine().listVersions(new ListVersions(BUCKET, "", "", after, atMost)));
    }

    private static void assertFails(ThrowingCallable call, Code code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void overwrittenObjectsStayReadableByTheirIds() {
        byte[] old = bytes(LARGE, 1);
        store.put("k", old);
        versioning("Enabled");
        ObjectInfo second = store.put("k", bytes(10, 2));
        ObjectInfo third = store.put("k", bytes(LARGE, 3));

        assertThat(store.get("k")).isEqualTo(bytes(LARGE, 3));
        assertThat(get("k", VersionId.NULL)).isEqualTo(old);
        assertThat(get("k", second.versionId())).isEqualTo(bytes(10, 2));
        assertThat(get("k", third.versionId())).isEqualTo(bytes(LARGE, 3));
        assertThat(third.versionId().text())
                .isLessThan(second.versionId().text())
                .hasSize(32);
        assertFails(() -> get("k", VersionId.UNKNOWN), Code.NO_SUCH_VERSION);
        assertFails(() -> get("other", second.versionId()), Code.NO_SUCH_VERSION);
    }

    @Test
    void deleteMarkerHidesAnObjectUntilItIsRemoved() {
        versioning("Enabled");
        ObjectInfo put = store.put("k", bytes(LARGE, 1));
        ObjectInfo marker = delete("k");

        assertThat(marker.isDeleteMarker()).isTrue();
        assertThatThrownBy(() -> store.get("k")).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.NO_SUCH_OBJECT);
            assertThat(e.marker()).contains(marker);
        });
        assertFails(() -> get("k", marker.versionId()), Code.IS_DELETE_MARKER);
        assertThat(get("k", put.versionId())).isEqualTo(bytes(LARGE, 1));
        assertThat(await(store.engine().list(new ListCommand(BUCKET, "", "", Optional.empty(), 10)))
                        .objects())
                .isEmpty();

        assertThat(remove("k", marker.versionId())).isEqualTo(marker);

        assertThat(store.get("k")).isEqualTo(bytes(LARGE, 1));
    }

    @Test
    void removingTheLatestBringsBackTheOneBefore() throws IOException {
        versioning("Enabled");
        ObjectInfo first = store.put("k", bytes(LARGE, 1));
        ObjectInfo second = store.put("k", bytes(LARGE, 2));
        ObjectInfo third = store.put("k", bytes(LARGE, 3));

        remove("k", third.versionId());
        assertThat(store.get("k")).isEqualTo(bytes(LARGE, 2));
        remove("k", first.versionId());
        assertThat(store.get("k")).isEqualTo(bytes(LARGE, 2));
        remove("k", second.versionId());

        assertFails(() -> store.get("k"), Code.NO_SUCH_OBJECT);
        await(store.engine().looked());
        assertThat(blobs()).isZero();
    }

    @Test
    void suspendedBucketKeepsOneNullVersion() throws IOException {
        store.put("k", bytes(LARGE, 1));
        versioning("Enabled");
        ObjectInfo named = store.put("k", bytes(LARGE, 2));
        versioning("Suspended");
        ObjectInfo third = store.put("k", bytes(LARGE, 3));

        assertThat(third.versionId()).isEqualTo(VersionId.NULL);
        assertThat(get("k", VersionId.NULL)).isEqualTo(bytes(LARGE, 3));
        assertThat(get("k", named.versionId())).isEqualTo(bytes(LARGE, 2));
        await(store.engine().looked());
        assertThat(blobs()).isEqualTo(2);

        ObjectInfo marker = delete("k");

        assertThat(marker.versionId()).isEqualTo(VersionId.NULL);
        assertFails(() -> get("k", VersionId.NULL), Code.IS_DELETE_MARKER);
        remove("k", VersionId.NULL);
        assertThat(store.get("k")).isEqualTo(bytes(LARGE, 2));
        await(store.engine().looked());
        assertThat(blobs()).isEqualTo(1);
    }

    @Test
    void conditionsSeeTheLatestVersion() {
        versioning("Enabled");
        store.put("k", bytes(10, 1));
        Conditions ifAbsent = new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
        byte[] next = bytes(10, 2);

        assertFails(
                () -> await(store.putting(StoreUnderTest.command("k", 10, ifAbsent), FakeBody.of(next, 10))),
                Code.PRECONDITION_FAILED);
        assertThat(delete("k").isDeleteMarker()).isTrue();
        await(store.putting(StoreUnderTest.command("k", 10, ifAbsent), FakeBody.of(next, 10)));

        assertThat(store.get("k")).isEqualTo(next);
    }

    @Test
    void ofRacingFirstWritersOneWinsAlsoWithVersions() {
        versioning("Enabled");
        Conditions ifAbsent = new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
        List<Future<ObjectInfo>> writers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            writers.add(store.putting(StoreUnderTest.command("k", 10, ifAbsent), FakeBody.of(bytes(10, i), 10)));
        }
        await(Future.join(writers).otherwiseEmpty());

        assertThat(writers.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(list(Optional.empty(), 10).entries()).hasSize(1);
    }

    @Test
    void tagsOfAnOlderVersionAreItsOwn() {
        versioning("Enabled");
        ObjectInfo first = store.put("k", bytes(10, 1));
        store.put("k", bytes(10, 2));
        ObjectVersion older = new ObjectVersion(name("k"), Optional.of(first.versionId()));

        await(store.engine().retag(older, Map.of("a", "b")));
        store.reopen();

        assertThat(await(store.engine().head(older, Conditions.NONE)).traits().tags())
                .containsEntry("a", "b");
        assertThat(await(store.engine().head(name("k"), Conditions.NONE))
                        .traits()
                        .tags())
                .isEmpty();
        assertThat(get("k", first.versionId())).isEqualTo(bytes(10, 1));
    }

    @Test
    void versionsAreThereInAStoreThatWasNeverClosed() throws IOException {
        versioning("Enabled");
        ObjectInfo first = store.put("k", bytes(LARGE, 1));
        store.put("k", bytes(10, 2));
        ObjectInfo marker = delete("k");

        await(store.engine().searched());
        copyTree(folder, copy);
        store.reopen(copy);
        await(store.engine().searched());

        assertThat(get("k", first.versionId())).isEqualTo(bytes(LARGE, 1));
        remove("k", marker.versionId());
        assertThat(store.get("k")).isEqualTo(bytes(10, 2));
        assertThat(store.engine().figures().orphansRemoved()).isZero();
    }

    @Test
    void versionStaysReadableWhileItMoves() {
        versioning("Enabled");
        ObjectInfo first = store.put("k", bytes(LARGE, 1));
        ObjectVersion version = new ObjectVersion(name("k"), Optional.of(first.versionId()));
        List<Future<ObjectInfo>> reads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            VersionId next = store.put("k", bytes(10, i)).versionId();
            reads.add(store.onContext(() -> store.engine().head(version, Conditions.NONE)));
            remove("k", next);
            ObjectInfo marker = delete("k");
            reads.add(store.onContext(() -> store.engine().head(version, Conditions.NONE)));
            remove("k", marker.versionId());
        }

        await(Future.all(reads));
        assertThat(get("k", first.versionId())).isEqualTo(bytes(LARGE, 1));
    }

    @Test
    void manyVersionsOfOneKeyAreRemovedNewestFirstInOneRound() throws IOException {
        versioning("Enabled");
        List<VersionId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.add(0, store.put("k", bytes(10, i)).versionId());
        }
        store.reopen();
        List<Future<ObjectInfo>> removals = new ArrayList<>();
        store.run(() -> ids.subList(0, 499)
                .forEach(id -> removals.add(store.engine()
                        .delete(new DeleteCommand(
                                new ObjectVersion(name("k"), Optional.of(id)), Conditions.NONE, Bypass.NONE)))));
        await(Future.all(removals));

        assertThat(store.get("k")).isEqualTo(bytes(10, 0));
        assertThat(ids(list(Optional.empty(), 10))).containsExactly(ids.get(499));
        assertThat(store.engine().figures().commitRounds()).isLessThan(499);
    }

    @Test
    void bucketThatHoldsOnlyADeleteMarkerIsNotEmpty() {
        versioning("Enabled");
        ObjectInfo marker = delete("k");

        assertFails(() -> await(store.engine().destroyBucket(BUCKET, Contents.MUST_BE_EMPTY)), Code.BUCKET_NOT_EMPTY);
        remove("k", marker.versionId());
        await(store.engine().destroyBucket(BUCKET, Contents.MUST_BE_EMPTY));
    }

    @Test
    void destroyedBucketIsEmptiedOfItsVersionsToo() throws IOException {
        store.put("k", bytes(LARGE, 0));
        versioning("Enabled");
        for (int i = 0; i < 20; i++) {
            store.put("k", bytes(LARGE, i));
        }
        assertThat(delete("k").isDeleteMarker()).isTrue();

        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
        await(store.engine().searched());
        store.makeBucket();

        assertThat(blobs()).isZero();
        assertThat(list(Optional.empty(), 10).entries()).isEmpty();
        assertFails(() -> get("k", VersionId.NULL), Code.NO_SUCH_VERSION);
    }

    @Test
    void listingGoesOnWhereItWasAlsoWhenItsLastVersionsAreRemovedMeanwhile() {
        store.put("k", bytes(10, 0));
        versioning("Enabled");
        List<VersionId> named = new ArrayList<>();
        for (int i = 1; i < 4; i++) {
            named.add(store.put("k", bytes(10, i)).versionId());
        }
        versioning("Suspended");
        store.put("k", bytes(10, 9));
        store.put("later", bytes(10, 9));

        VersionPage first = list(Optional.empty(), 1);
        remove("k", VersionId.NULL);
        VersionPage second = list(first.next(), 2);
        remove("k", named.get(2));
        remove("k", named.get(1));
        VersionPage third = list(second.next(), 10);

        assertThat(ids(first)).containsExactly(VersionId.NULL);
        assertThat(ids(second)).containsExactly(named.get(2), named.get(1));
        assertThat(ids(third)).containsExactly(named.get(0), VersionId.NULL);
        assertThat(third.entries()).allMatch(VersionPage.Entry::latest);
        assertThat(third.next()).isEmpty();
    }

    @Test
    void versionsAreNeverSwitchedOff() {
        versioning("Enabled");

        assertFails(
                () -> await(store.engine().configure(BUCKET, BucketDocument.VERSIONING, Optional.empty())),
                Code.INVALID_BUCKET_STATE);
        assertFails(() -> versioning("enabled"), Code.INVALID_ARGUMENT);
    }

    private static List<VersionId> ids(VersionPage page) {
        return page.entries().stream().map(entry -> entry.object().versionId()).toList();
    }

    private long blobs() {
        return store.blobs().size();
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
