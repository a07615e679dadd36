package dev.cistern.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names of many keys. */
final class KeySetTest {
    @Test
    void keysAreInTheOrderOfTheirNumbers() {
        for (KeySet set : List.of(new KeySet("flat", 3_000, 1), new KeySet("folders", 3_000, 30))) {
            List<String> keys =
                    IntStream.range(0, set.keys()).mapToObj(set::key).toList();

            assertThat(keys).isSorted().doesNotHaveDuplicates();
            assertThat(keys.get(set.keys() - 1)).startsWith(set.isFlat() ? "key-" : set.prefix(29));
        }
    }
}
