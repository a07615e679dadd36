package dev.cistern.bench.clouds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judge of write-back finds what it is there to find. */
final class KeyHistoryTest {
    private final KeyHistory key = new KeyHistory(7, "k");

    private byte[] write(int length) {
        return key.write(length).bytes();
    }

    @Test
    void lastThatWasAcknowledgedOrOneSentAfterItMayBeThere() {
        byte[] first = write(10);
        key.acknowledge();
        byte[] second = write(10);
        key.acknowledge();
        byte[] third = write(11);

        assertThat(key.mayBeLast(Optional.of(second))).isTrue();
        assertThat(key.mayBeLast(Optional.of(third))).isTrue();
        assertThat(key.mayBeLast(Optional.of(first))).isFalse();
        assertThat(key.mayBeLast(Optional.empty())).isFalse();
        assertThat(key.mayBeLast(Optional.of(new byte[10]))).isFalse();
    }

    @Test
    void removedObjectMustNotBeThere() {
        byte[] first = write(10);
        key.acknowledge();
        key.remove();

        assertThat(key.mayBeLast(Optional.empty())).isTrue();
        assertThat(key.mayBeLast(Optional.of(first))).isTrue();
        key.acknowledge();
        assertThat(key.mayBeLast(Optional.of(first))).isFalse();
        assertThat(key.mayBeLast(Optional.empty())).isTrue();
    }

    @Test
    void writesMayComeAgainButNotOutOfOrder() {
        byte[] first = write(10);
        byte[] second = write(20);

        assertThat(key.isInOrder(List.of(first, first, second))).isTrue();
        assertThat(key.isInOrder(List.of(second))).isTrue();
        assertThat(key.isInOrder(List.of(first, second, first))).isFalse();
        assertThat(key.isInOrder(List.of(new byte[10]))).isFalse();
        assertThat(KeyHistory.repeated(List.of(first, first, second))).isEqualTo(1);
    }
}
