package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SizesTest {
    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(Sizes.parse("100GiB")).hasValue(100L << 30);
        assertThat(Sizes.parse("1kib")).hasValue(1_024);
        assertThat(Sizes.parse("2TiB")).hasValue(2L << 40);
        assertThat(Sizes.parse("512")).hasValue(512);
        assertThat(Sizes.parse("512B")).hasValue(512);
    }

    @Test
    void whatIsNoSizeIsNone() {
        for (String text : new String[] {"", "GiB", "1.5GiB", "-1", "10GB", "10 GiB", "9999999999999999999"}) {
            assertThat(Sizes.parse(text)).as(text).isEmpty();
        }
    }
}
