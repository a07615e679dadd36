package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.DescriptorPressure.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DescriptorPressureTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "850, 0", "900, 0", "901, 51", "1000, 150", "1200, 350"})
    void aboveNinetyPercentSoManyGoThatEightyFiveAreLeft(long open, int surplus) {
        assertThat(new DescriptorPressure(1_000).surplus(open)).isEqualTo(surplus);
    }

    @Test
    void whereTheLimitIsUnknownNothingGoes() {
        assertThat(new DescriptorPressure(0).surplus(1_000_000)).isZero();
        assertThat(new DescriptorPressure(-1).look(1_000_000)).isEqualTo(Turn.NONE);
    }

    @Test
    void anUnlimitedNumberOfDescriptorsIsNeverShort() {
        assertThat(new DescriptorPressure(Long.MAX_VALUE).surplus(1_000_000)).isZero();
    }

    @Test
    void anEpisodeBeginsAndEndsOnce() {
        DescriptorPressure pressure = new DescriptorPressure(1_000);
        assertThat(pressure.look(900)).isEqualTo(Turn.NONE);
        assertThat(pressure.look(901)).isEqualTo(Turn.BEGUN);
        assertThat(pressure.look(950)).isEqualTo(Turn.NONE);
        assertThat(pressure.look(880)).isEqualTo(Turn.NONE);
        assertThat(pressure.pressed()).isTrue();
        assertThat(pressure.look(905)).isEqualTo(Turn.NONE);
        assertThat(pressure.look(850)).isEqualTo(Turn.OVER);
        assertThat(pressure.look(850)).isEqualTo(Turn.NONE);
    }
}
