package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CopyRateTest {
    private static final long MIB = 1 << 20;
    private static final long USUAL = 5_000;

    private long most = 64 * MIB;
    private Optional<Long> p99 = Optional.empty();
    private final CopyRate rate = new CopyRate(() -> most, () -> p99);

    private void idleFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            rate.look();
        }
    }

    private long fetchFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            assertThat(rate.bytesPerSecond()).isBetween(most / 16, most);
            rate.look();
        }
        return rate.figure();
    }

    @Test
    void whereNobodyAsksItGrowsToWhatIsAllowed() {
        assertThat(fetchFor(30)).isEqualTo(most);
    }

    @Test
    void whereRequestsTakeAsLongAsUsualItGrowsToWhatIsAllowed() {
        p99 = Optional.of(USUAL);
        idleFor(5);

        assertThat(fetchFor(20)).isEqualTo(most);
    }

    @Test
    void whereTheyTakeMoreThanTwiceAsLongItIsHalvedDownToALeastThatItKeeps() {
        p99 = Optional.of(USUAL);
        idleFor(5);
        long before = fetchFor(20);
        p99 = Optional.of(2 * USUAL + 1);

        assertThat(fetchFor(1)).isEqualTo(before / 2);
        assertThat(fetchFor(1)).isEqualTo(before / 4);
        assertThat(fetchFor(7)).isEqualTo(most / 16);
    }

    @Test
    void twiceAsLongIsBorne() {
        p99 = Optional.of(USUAL);
        idleFor(5);
        p99 = Optional.of(2 * USUAL);

        assertThat(fetchFor(20)).isEqualTo(most);
    }

    @Test
    void whatNobodyNoticesSlowsNothingDown() {
        p99 = Optional.of(100L);
        idleFor(5);
        p99 = Optional.of(1_000L);

        assertThat(fetchFor(20)).isEqualTo(most);
    }

    @Test
    void whereItDoesNotKnowWhatIsUsualItLooksFirst() {
        p99 = Optional.of(USUAL);

        assertThat(fetchFor(1)).isEqualTo(most / 16);
        assertThat(fetchFor(2)).isGreaterThan(most / 16);
        p99 = Optional.of(3 * USUAL);
        long before = rate.figure();
        assertThat(fetchFor(1)).isEqualTo(before / 2);
    }

    /** Otherwise more work of clients would look like harm that the fetching does. */
    @Test
    void inALongRepairItLooksAgainWhatIsUsual() {
        p99 = Optional.of(USUAL);
        idleFor(5);
        p99 = Optional.of(4 * USUAL);
        assertThat(fetchFor(20)).isEqualTo(most / 16);

        assertThat(fetchFor(120)).isGreaterThan(16 * MIB);
    }

    @Test
    void aLookEndsAlsoWhereClientsAreFew() {
        p99 = Optional.of(USUAL);
        assertThat(fetchFor(1)).isEqualTo(most / 16);
        p99 = Optional.empty();

        assertThat(fetchFor(10)).isGreaterThan(most / 16);
    }

    @Test
    void whatIsAllowedMayChangeAtOnce() {
        assertThat(fetchFor(30)).isEqualTo(most);
        most = 2 * MIB;

        assertThat(rate.bytesPerSecond()).isEqualTo(2 * MIB);
        assertThat(fetchFor(1)).isEqualTo(2 * MIB);
    }
}
