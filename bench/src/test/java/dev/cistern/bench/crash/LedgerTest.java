package dev.cistern.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final String KEY = "a/key";

    private final Ledger ledger = new Ledger(42);

    @Test
    void acknowledgedObjectMustBeThere() {
        acknowledgedWrite(100);

        assertThat(ledger.judge(KEY, null)).hasValueSatisfying(this::isLost);
    }

    @Test
    void acknowledgedObjectIsGoodWhenWhole() {
        Attempt attempt = acknowledgedWrite(100);

        assertThat(ledger.judge(KEY, bytes(attempt))).isEmpty();
    }

    @Test
    void cutBytesAreTorn() {
        Attempt attempt = acknowledgedWrite(100);

        byte[] cut = java.util.Arrays.copyOf(bytes(attempt), 60);

        assertThat(ledger.judge(KEY, cut)).hasValueSatisfying(fault -> isA(fault, Fault.Kind.TORN));
    }

    @Test
    void oneFlippedBitIsTorn() {
        Attempt attempt = ledger.beginWrite(KEY, 100);

        byte[] flipped = bytes(attempt);
        flipped[99] ^= 1;

        assertThat(ledger.judge(KEY, flipped)).hasValueSatisfying(fault -> isA(fault, Fault.Kind.TORN));
    }

    @Test
    void unansweredWriteMayBeAbsentOrWhole() {
        Attempt attempt = ledger.beginWrite(KEY, 100);

        assertThat(ledger.judge(KEY, null)).isEmpty();
        assertThat(ledger.judge(KEY, bytes(attempt))).isEmpty();
    }

    @Test
    void unansweredOverwriteMayShowEitherVersionButNotNone() {
        Attempt first = acknowledgedWrite(100);
        Attempt second = ledger.beginWrite(KEY, 200);

        assertThat(ledger.judge(KEY, bytes(first))).isEmpty();
        assertThat(ledger.judge(KEY, bytes(second))).isEmpty();
        assertThat(ledger.judge(KEY, null)).hasValueSatisfying(this::isLost);
    }

    @Test
    void acknowledgedOverwriteMayNotShowWhatWasBefore() {
        Attempt first = acknowledgedWrite(100);
        acknowledgedWrite(100);

        assertThat(ledger.judge(KEY, bytes(first))).hasValueSatisfying(fault -> isA(fault, Fault.Kind.STALE));
    }

    @Test
    void acknowledgedRemovalMayNotComeBack() {
        Attempt write = acknowledgedWrite(100);
        ledger.acknowledge(ledger.beginRemoval(KEY));

        assertThat(ledger.judge(KEY, null)).isEmpty();
        assertThat(ledger.judge(KEY, bytes(write))).hasValueSatisfying(fault -> isA(fault, Fault.Kind.RESURRECTED));
    }

    @Test
    void unansweredRemovalMayHaveHappenedOrNot() {
        Attempt write = acknowledgedWrite(100);
        Attempt unanswered = ledger.beginRemoval(KEY);

        assertThat(unanswered.isAcknowledged()).isFalse();
        assertThat(ledger.judge(KEY, null)).isEmpty();
        assertThat(ledger.judge(KEY, bytes(write))).isEmpty();
    }

    @Test
    void ofOverlappingAcknowledgedWritesEitherMayBeTheLast() {
        Attempt one = ledger.beginWrite(KEY, 100);
        Attempt other = ledger.beginWrite(KEY, 100);
        ledger.acknowledge(other);
        ledger.acknowledge(one);

        assertThat(ledger.judge(KEY, bytes(one))).isEmpty();
        assertThat(ledger.judge(KEY, bytes(other))).isEmpty();
        assertThat(ledger.judge(KEY, null)).hasValueSatisfying(this::isLost);
    }

    @Test
    void emptyObjectIsNotAnAbsentOne() {
        acknowledgedWrite(0);

        assertThat(ledger.judge(KEY, new byte[0])).isEmpty();
        assertThat(ledger.judge(KEY, null)).hasValueSatisfying(this::isLost);
    }

    @Test
    void whatWasSeenAfterACrashMustStay() {
        acknowledgedWrite(100);
        Attempt unanswered = ledger.beginWrite(KEY, 200);

        ledger.settle(KEY, bytes(unanswered));

        assertThat(ledger.judge(KEY, bytes(unanswered))).isEmpty();
        assertThat(ledger.judge(KEY, null)).hasValueSatisfying(this::isLost);
    }

    @Test
    void whatWasAbsentAfterACrashMayNotAppear() {
        Attempt unanswered = ledger.beginWrite(KEY, 200);

        ledger.settle(KEY, null);

        assertThat(ledger.judge(KEY, bytes(unanswered))).isPresent();
    }

    @Test
    void versionsOfOneLengthHaveDifferentBytes() {
        assertThat(bytes(acknowledgedWrite(100))).isNotEqualTo(bytes(acknowledgedWrite(100)));
    }

    @CanIgnoreReturnValue
    private Attempt acknowledgedWrite(long lengthBytes) {
        Attempt attempt = ledger.beginWrite(KEY, lengthBytes);
        ledger.acknowledge(attempt);
        return attempt;
    }

    private byte[] bytes(Attempt attempt) {
        return attempt.body(ledger.seed()).bytes();
    }

    private void isLost(Fault fault) {
        isA(fault, Fault.Kind.LOST);
    }

    private static void isA(Fault fault, Fault.Kind kind) {
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.detail()).contains(KEY);
    }
}
