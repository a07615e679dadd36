package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CacheSettingsTest {
    private static final long MIB = 1L << 20;

    @Test
    void whatIsSetIsTaken() {
        assertThat(CacheSettings.ofRecords(5 * MIB).recordCacheBytes()).isEqualTo(5 * MIB);
    }

    @Test
    void elseItIsAnEighthOfTheMemoryAndNotTooLittle() {
        assertThat(CacheSettings.chosenFor(16 << 10)).isEqualTo(32 * MIB);
        assertThat(CacheSettings.chosenFor(256 * MIB)).isEqualTo(32 * MIB);
        assertThat(CacheSettings.chosenFor(4_096 * MIB)).isEqualTo(512 * MIB);
        assertThat(CacheSettings.ofRecords(0).recordCacheBytes()).isGreaterThanOrEqualTo(32 * MIB);
    }
}
