package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
    private static final Instant MODIFIED = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final String TAG = "\"25f9e794323b453885f5181f1b624d0b\"";
    private static final String OTHER_TAG = "\"00f9e794323b453885f5181f1b624d0b\"";
    private static final ObjectInfo OBJECT = new ObjectInfo(
            new ObjectName(new BucketName("bucket"), "key"), 9, TAG.substring(1, 33), 1, MODIFIED, Map.of(), Map.of());

    @Test
    void readsFollowTheTags() {
        assertThatCode(() -> ifMatch(TAG).checkRead(OBJECT)).doesNotThrowAnyException();
        assertThatCode(() -> ifMatch(OTHER_TAG + ", " + TAG).checkRead(OBJECT)).doesNotThrowAnyException();
        assertThatCode(() -> ifMatch("*").checkRead(OBJECT)).doesNotThrowAnyException();
        assertFails(Code.PRECONDITION_FAILED, () -> ifMatch(OTHER_TAG).checkRead(OBJECT));
        assertFails(Code.NOT_MODIFIED, () -> ifNoneMatch("W/" + TAG).checkRead(OBJECT));
        assertThatCode(() -> ifNoneMatch(OTHER_TAG).checkRead(OBJECT)).doesNotThrowAnyException();
    }

    @Test
    void datesAreComparedInWholeSeconds() {
        Instant sameSecond = Instant.ofEpochSecond(MODIFIED.getEpochSecond());
        assertFails(Code.NOT_MODIFIED, () -> since(sameSecond).checkRead(OBJECT));
        assertThatCode(() -> since(sameSecond.minus(Duration.ofSeconds(1))).checkRead(OBJECT))
                .doesNotThrowAnyException();
    }

    @Test
    void writesSeeWhatIsStoredNow() {
        assertThatCode(() -> ifNoneMatch("*").checkWrite(null)).doesNotThrowAnyException();
        assertFails(Code.PRECONDITION_FAILED, () -> ifNoneMatch("*").checkWrite(OBJECT));
        assertFails(Code.PRECONDITION_FAILED, () -> ifMatch("*").checkWrite(null));
        assertThatCode(() -> ifMatch(TAG).checkWrite(OBJECT)).doesNotThrowAnyException();
        assertFails(Code.PRECONDITION_FAILED, () -> ifMatch(OTHER_TAG).checkWrite(OBJECT));
    }

    private static Conditions ifMatch(String tags) {
        return new Conditions(Optional.of(tags), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Conditions ifNoneMatch(String tags) {
        return new Conditions(Optional.empty(), Optional.of(tags), Optional.empty(), Optional.empty());
    }

    private static Conditions since(Instant instant) {
        return new Conditions(Optional.empty(), Optional.empty(), Optional.of(instant), Optional.empty());
    }

    private static void assertFails(Code code, ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
