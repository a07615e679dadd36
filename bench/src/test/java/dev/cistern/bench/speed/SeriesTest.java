package dev.cistern.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeriesTest {
    private static Series oneTo(int count) {
        Series series = new Series();
        for (int value = count; value > 0; value--) {
            series.add(value);
        }
        return series;
    }

    @Test
    void intervalOfTheMedianHasTheRanksOfTheSignTest() {
        assertThat(oneTo(15).median95()).isEqualTo(new Series.Interval(4, 12));
        assertThat(oneTo(9).median95()).isEqualTo(new Series.Interval(2, 8));
        assertThat(oneTo(6).median95()).isEqualTo(new Series.Interval(1, 6));
    }

    @Test
    void fewValuesSayNoMoreThanTheirSpread() {
        assertThat(oneTo(5).median95()).isEqualTo(new Series.Interval(1, 5));
        assertThat(oneTo(1).median95()).isEqualTo(new Series.Interval(1, 1));
    }
}
