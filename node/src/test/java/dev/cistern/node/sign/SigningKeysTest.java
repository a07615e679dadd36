package dev.cistern.node.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys that are kept. */
final class SigningKeysTest {
    private static final Scope SCOPE = new Scope("AKTEST", "20260101", "us-east-1", "s3");

    private final SigningKeys keys = new SigningKeys();

    private void keep(String secret, Scope scope) {
        keys.keep(secret, scope, keys.of(secret, scope));
    }

    @Test
    void keyIsMadeOncePerSecretAndScope() {
        keep("secret", SCOPE);

        assertThat(keys.of("secret", SCOPE)).isSameAs(keys.of("secret", SCOPE));
        assertThat(keys.of("other", SCOPE).sign("text"))
                .isEqualTo(SigningKey.of("other", SCOPE).sign("text"))
                .isNotEqualTo(keys.of("secret", SCOPE).sign("text"));
    }

    @Test
    void keyOfRequestsThatWereRefusedIsNotKept() {
        assertThat(keys.of("secret", SCOPE)).isNotSameAs(keys.of("secret", SCOPE));
    }

    @Test
    void manyAreForgotten() {
        keep("secret", SCOPE);
        SigningKey first = keys.of("secret", SCOPE);
        IntStream.range(0, 1_024)
                .forEach(region -> keep("secret", new Scope("AKTEST", "20260101", "region-" + region, "s3")));

        assertThat(keys.of("secret", SCOPE)).isNotSameAs(first);
    }
}
