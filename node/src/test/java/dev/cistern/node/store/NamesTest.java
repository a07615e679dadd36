package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    private static final BucketName BUCKET = new BucketName("bucket");

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b.c", "123", "0-0", "a.b-c.d"})
    void bucketNamesByTheRulesAreTaken(String name) {
        assertThat(new BucketName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Abc", "a..b", "-ab", "ab-", ".ab", "a_b", "1.2.3.4", "abc\n", "bück"})
    void otherBucketNamesAreRefused(String name) {
        assertThatThrownBy(() -> new BucketName(name))
                .hasMessageContaining("'" + name + "'")
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_BUCKET_NAME));
    }

    @Test
    void bucketNameOfMoreThan63LettersIsRefused() {
        assertThat(new BucketName("a".repeat(63)).value()).hasSize(63);
        assertThatThrownBy(() -> new BucketName("a".repeat(64))).isInstanceOf(StoreException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "/", "a/", " ", "ü", "\uDBFF\uDFFF", "\u0000", "?"})
    void keysAreKeptAsTheyAre(String key) {
        assertThat(new ObjectName(BUCKET, key).key()).isEqualTo(key);
    }

    @Test
    void keyIsMeasuredInBytes() {
        assertThat(new ObjectName(BUCKET, "ü".repeat(512)).key()).hasSize(512);
        assertInvalid("ü".repeat(512) + "a");
        assertInvalid("");
    }

    @Test
    void halfACharacterIsNoKey() {
        assertInvalid("a\uD800");
        assertInvalid("\uDC00b");
    }

    private static void assertInvalid(String key) {
        assertThatThrownBy(() -> new ObjectName(BUCKET, key))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_KEY));
    }
}
