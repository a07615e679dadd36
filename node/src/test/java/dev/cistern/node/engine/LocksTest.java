package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectLock.Change;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks, on false time. */
final class LocksTest {
    private static final Duration DAY = Duration.ofDays(1);

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final StoreUnderTest store;

    LocksTest(@TempDir Path root) {
        this.store = new StoreUnderTest(
                root, StoreUnderTest.settings(root), new Outside(() -> now, System::nanoTime, Outside.REAL.disk()));
        store.makeBucket();
        configure(BucketDocument.VERSIONING, "Enabled");
        configure(BucketDocument.OBJECT_LOCK, "Enabled");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void configure(BucketDocument document, String text) {
        await(store.engine().configure(BUCKET, document, Optional.of(text)));
    }

    private ObjectVersion put(ObjectLock lock) {
        byte[] bytes = bytes(10, 1);
        PutCommand command = new PutCommand(
                name("k"),
                OptionalLong.of(bytes.length),
                BodyChecks.NONE,
                Conditions.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                lock,
                Optional.empty());
        ObjectInfo put = await(store.putting(command, FakeBody.of(bytes, 10)));
        return new ObjectVersion(name("k"), Optional.of(put.versionId()));
    }

    private static ObjectLock retained(Mode mode, Instant until) {
        return new ObjectLock(Optional.of(new Retention(mode, until)), Hold.UNSET);
    }

    private void remove(ObjectVersion version, Bypass bypass) {
        await(store.engine().delete(new DeleteCommand(version, Conditions.NONE, bypass)));
    }

    @CanIgnoreReturnValue
    private ObjectLock change(ObjectVersion version, Change change) {
        return await(store.engine().lock(version, change)).traits().lock();
    }

    private void retain(ObjectVersion version, Mode mode, Instant until, Bypass bypass) {
        change(version, new Change.Retain(Optional.of(new Retention(mode, until)), bypass));
    }

    private static void assertFails(ThrowingCallable call, Code code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void retainedVersionIsRemovedWhenItsTimeHasCome() {
        ObjectVersion version = put(retained(Mode.COMPLIANCE, now.plus(DAY)));

        assertFails(() -> remove(version, Bypass.GOVERNANCE), Code.LOCKED);
        assertThat(await(store.engine().delete(name("k"), Conditions.NONE)).isDeleteMarker())
                .isTrue();
        now = now.plus(DAY);
        remove(version, Bypass.NONE);
    }

    @Test
    void governanceIsBypassedByWhoeverSaysSo() {
        ObjectVersion version = put(retained(Mode.GOVERNANCE, now.plus(DAY)));

        assertFails(() -> remove(version, Bypass.NONE), Code.LOCKED);
        assertFails(() -> retain(version, Mode.GOVERNANCE, now.plusSeconds(1), Bypass.NONE), Code.LOCKED);
        assertFails(() -> retain(version, Mode.COMPLIANCE, now.plus(DAY), Bypass.NONE), Code.LOCKED);
        assertFails(() -> change(version, new Change.Retain(Optional.empty(), Bypass.NONE)), Code.LOCKED);
        retain(version, Mode.GOVERNANCE, now.plus(DAY.multipliedBy(2)), Bypass.NONE);
        retain(version, Mode.GOVERNANCE, now.plusSeconds(1), Bypass.GOVERNANCE);
        remove(version, Bypass.GOVERNANCE);
    }

    @Test
    void complianceIsNeverShortened() {
        ObjectVersion version = put(retained(Mode.COMPLIANCE, now.plus(DAY)));

        assertFails(() -> retain(version, Mode.COMPLIANCE, now.plusSeconds(1), Bypass.GOVERNANCE), Code.LOCKED);
        assertFails(() -> retain(version, Mode.GOVERNANCE, now.plus(DAY), Bypass.GOVERNANCE), Code.LOCKED);
        assertFails(() -> change(version, new Change.Retain(Optional.empty(), Bypass.GOVERNANCE)), Code.LOCKED);
        retain(version, Mode.COMPLIANCE, now.plus(DAY.multipliedBy(2)), Bypass.NONE);
        now = now.plus(DAY.multipliedBy(2));
        assertThat(change(version, new Change.Retain(Optional.empty(), Bypass.NONE)))
                .isEqualTo(ObjectLock.NONE);
    }

    @Test
    void heldVersionStaysUntilItIsLetGo() {
        ObjectVersion version = put(new ObjectLock(Optional.empty(), Hold.ON));

        assertFails(() -> remove(version, Bypass.GOVERNANCE), Code.LOCKED);
        store.reopen();
        assertFails(() -> remove(version, Bypass.GOVERNANCE), Code.LOCKED);
        assertThat(change(version, new Change.SetHold(Hold.OFF)).hold()).isEqualTo(Hold.OFF);
        remove(version, Bypass.NONE);
    }

    @Test
    void bucketsRuleLocksWhatIsWrittenWithoutARetention() {
        configure(BucketDocument.OBJECT_LOCK, "Enabled GOVERNANCE 30 DAYS");
        ObjectVersion standard = put(ObjectLock.NONE);
        ObjectVersion own = put(retained(Mode.COMPLIANCE, now.plus(DAY)));

        assertThat(lock(standard)).isEqualTo(retained(Mode.GOVERNANCE, now.plus(Duration.ofDays(30))));
        assertThat(lock(own)).isEqualTo(retained(Mode.COMPLIANCE, now.plus(DAY)));

        configure(BucketDocument.OBJECT_LOCK, "Enabled COMPLIANCE 2 YEARS");
        assertThat(lock(put(ObjectLock.NONE)))
                .isEqualTo(retained(Mode.COMPLIANCE, Instant.parse("2028-01-01T00:00:00Z")));
    }

    private ObjectLock lock(ObjectVersion version) {
        return await(store.engine().head(version, Conditions.NONE)).traits().lock();
    }

    @Test
    void bucketWithLocksStaysAsItIs() {
        assertFails(() -> configure(BucketDocument.VERSIONING, "Suspended"), Code.INVALID_BUCKET_STATE);
        assertFails(
                () -> await(store.engine().configure(BUCKET, BucketDocument.OBJECT_LOCK, Optional.empty())),
                Code.INVALID_BUCKET_STATE);
        ObjectVersion version = put(retained(Mode.GOVERNANCE, now.plus(DAY)));
        assertFails(() -> await(store.engine().destroyBucket(BUCKET, Contents.DESTROY)), Code.BUCKET_NOT_EMPTY);
        remove(version, Bypass.GOVERNANCE);
        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
    }

    @Test
    void bucketWithoutVersionsHasNoLocks() {
        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
        store.makeBucket();

        assertFails(() -> configure(BucketDocument.OBJECT_LOCK, "Enabled"), Code.INVALID_BUCKET_STATE);
        assertFails(() -> put(new ObjectLock(Optional.empty(), Hold.ON)), Code.NOT_LOCKABLE);
        store.put("k", bytes(1, 1));
        assertFails(() -> change(ObjectVersion.latest(name("k")), new Change.SetHold(Hold.ON)), Code.NOT_LOCKABLE);
    }
}
