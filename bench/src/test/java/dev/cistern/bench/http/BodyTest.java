package dev.cistern.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyTest {
    private final Body body = Body.of(7, "key", 1, 200_001);

    @Test
    void anyPartIsTheSameAsInTheWhole() {
        byte[] part = new byte[1_001];
        body.fill(4_096, part);

        assertThat(part).isEqualTo(Arrays.copyOfRange(body.bytes(), 4_096, 5_097));
    }

    @Test
    void bodiesDifferBySeedKeyAndVersion() {
        assertThat(Body.of(8, "key", 1, 50).bytes())
                .isNotEqualTo(Body.of(7, "key", 1, 50).bytes());
        assertThat(Body.of(7, "yek", 1, 50).bytes())
                .isNotEqualTo(Body.of(7, "key", 1, 50).bytes());
        assertThat(Body.of(7, "key", 2, 50).bytes())
                .isNotEqualTo(Body.of(7, "key", 1, 50).bytes());
    }

    @Test
    void checkAcceptsTheRightBytesInOddPieces() {
        BodyCheck check = new BodyCheck(body);
        byte[] all = body.bytes();
        for (int from = 0; from < all.length; from += 777) {
            byte[] piece = Arrays.copyOfRange(all, from, Math.min(all.length, from + 777));
            assertThat(check.accept(piece, piece.length)).isTrue();
        }

        assertThat(check.isWhole()).isTrue();
    }

    @Test
    void checkRefusesOneWrongByte() {
        byte[] all = body.bytes();
        all[150_000] ^= 1;

        assertThat(new BodyCheck(body).accept(all, all.length)).isFalse();
    }

    @Test
    void checkRefusesMoreBytesThanThereAre() {
        byte[] longer = new Body(body.seed(), body.lengthBytes() + 1).bytes();

        assertThat(new BodyCheck(body).accept(longer, longer.length)).isFalse();
    }

    @Test
    void checkIsNotWholeBeforeTheLastByte() {
        BodyCheck check = new BodyCheck(body);

        assertThat(check.accept(body.bytes(), 200_000)).isTrue();
        assertThat(check.isWhole()).isFalse();
    }
}
