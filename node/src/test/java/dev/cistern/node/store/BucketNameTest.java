package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Amazon's rules for names of general purpose buckets. */
final class BucketNameTest {
    private static final String LONGEST = "a23456789-123456789-123456789-123456789-123456789-123456789-123";

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a1b", "1ab", "a-b", "a.b", "a.b-c.d", "1.2.3", "1.2.3.4.5", "1.2.3.a", LONGEST})
    void theseAreNames(String name) {
        assertThat(new BucketName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "Abc",
                "abC",
                "aBc",
                "-ab",
                "ab-",
                ".ab",
                "ab.",
                "a_b",
                "a/b",
                "a b",
                "a\u00e4b",
                "a\u0661b",
                LONGEST + "4"
            })
    void theseHaveAnotherShape(String name) {
        assertThatThrownBy(() -> new BucketName(name))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("'" + name + "' must be 3 to 63 of a-z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "192.168.0.1", "999.999.999.999", "00001.2.3.4"})
    void noneLooksLikeAnAddress(String name) {
        assertThatThrownBy(() -> new BucketName(name)).hasMessageContaining("must not look like an IP address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "1..2"})
    void noneHasTwoDotsInARow(String name) {
        assertThatThrownBy(() -> new BucketName(name)).hasMessageContaining("must not contain '..'");
    }
}
