package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClusterSecretsTest {
    private static final String OLD = "the old secret, long enough";
    private static final String NEW = "the new secret, long enough";

    private static ClusterSecrets of(String text) throws InvalidValueException {
        return ClusterSecrets.parse(text);
    }

    @Test
    void secretIsALineWithoutTheSpaceAroundIt() throws Exception {
        ClusterSecrets two = of("\n  " + NEW + " \r\n\n" + OLD + "\n");
        assertThat(two.list())
                .extracting(secret -> new String(secret, StandardCharsets.US_ASCII))
                .containsExactly(NEW, OLD);
        assertThat(two).isEqualTo(of(NEW + "\n" + OLD)).isNotEqualTo(of(OLD + "\n" + NEW));
        assertThat(two.hashCode()).isEqualTo(of(NEW + "\n" + OLD).hashCode());
    }

    @Test
    void thoseWithOneInCommonKnowEachOther() throws Exception {
        assertThat(of(NEW + "\n" + OLD).sharesOneWith(of(OLD))).isTrue();
        assertThat(of(NEW).sharesOneWith(of(OLD + "\n" + NEW))).isTrue();
        assertThat(of(NEW).sharesOneWith(of(OLD))).isFalse();
    }

    @Test
    void wordsTellSecretsApartAndDoNotTellThem() throws Exception {
        assertThat(of(NEW + "\n" + OLD).toString())
                .matches("secret [0-9a-f]{8}, believes [0-9a-f]{8}")
                .isNotEqualTo(of(OLD + "\n" + NEW).toString());
    }

    @Test
    void whatIsTooShortTooLongOrNothingIsRefused() {
        assertThatThrownBy(() -> of(OLD + "\nshort\n"))
                .isInstanceOfSatisfying(InvalidValueException.class, refused -> assertThat(refused.reason())
                        .isEqualTo("line 2 has 5 bytes"));
        assertThatThrownBy(() -> of(" \n"))
                .isInstanceOfSatisfying(InvalidValueException.class, refused -> assertThat(refused.reason())
                        .isEqualTo("is empty"));
        assertThatThrownBy(() -> of("x".repeat(4_097)))
                .isInstanceOfSatisfying(InvalidValueException.class, refused -> assertThat(refused.reason())
                        .isEqualTo("has more than 4096 bytes"));
    }
}
