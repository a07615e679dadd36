package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.ByteRange.Between;
import dev.cistern.node.store.ByteRange.From;
import dev.cistern.node.store.ByteRange.Resolved;
import dev.cistern.node.store.ByteRange.Suffix;
import dev.cistern.node.store.StoreException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {

    @Test
    void headersAreRead() {
        assertThat(ByteRange.parse("bytes=0-9")).contains(new Between(0, 9));
        assertThat(ByteRange.parse(" bytes = 5 - ")).contains(new From(5));
        assertThat(ByteRange.parse("bytes=-7")).contains(new Suffix(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes=",
                "bytes=-",
                "bytes=9-0",
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes=a-b",
                "bytes=0-99999999999999999999"
            })
    void whatIsNotOneRangeIsIgnored(String header) {
        assertThat(ByteRange.parse(header)).isEmpty();
    }

    @Test
    void rangesAreCutToTheObject() {
        assertThat(new Between(0, 0).resolve(10)).isEqualTo(new Resolved(0, 1));
        assertThat(new Between(3, 99).resolve(10)).isEqualTo(new Resolved(3, 7));
        assertThat(new From(9).resolve(10)).isEqualTo(new Resolved(9, 1));
        assertThat(new Suffix(3).resolve(10)).isEqualTo(new Resolved(7, 3));
        assertThat(new Suffix(30).resolve(10)).isEqualTo(new Resolved(0, 10));
    }

    @Test
    void rangeWithoutAByteIsNotSatisfiable() {
        assertNotSatisfiable(new From(10), 10);
        assertNotSatisfiable(new Between(10, 20), 10);
        assertNotSatisfiable(new Suffix(0), 10);
        assertNotSatisfiable(new Suffix(5), 0);
    }

    private static void assertNotSatisfiable(ByteRange range, long size) {
        assertThatThrownBy(() -> range.resolve(size))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.RANGE_NOT_SATISFIABLE));
    }
}
