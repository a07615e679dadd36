package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlobPinsTest {
    private final List<Long> discarded = new ArrayList<>();
    private final BlobPins pins = new BlobPins(discarded::addAll);

    @Test
    void aBlobThatIsToBeDeletedGoesWithItsLastReader() {
        pins.pin(List.of(1L, 2L));
        pins.pin(List.of(1L));
        assertThat(pins.holdsBack(1)).isTrue();

        pins.unpin(List.of(1L, 2L));
        assertThat(discarded).isEmpty();
        pins.unpin(List.of(1L));
        assertThat(discarded).containsExactly(1L);
        assertThat(pins.holdsBack(1)).isFalse();
    }

    @Test
    void whoLetsGoOfWhatItDoesNotHoldTakesNothingFromOthers() {
        pins.unpin(List.of(1L));
        assertThat(pins.holdsBack(1)).isFalse();

        pins.pin(List.of(1L));
        assertThat(pins.holdsBack(1)).isTrue();
    }
}
