package dev.cistern.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.Checksum.Algorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyDigestsTest {
    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

    /** The check values of the catalogues of CRCs, and of the digests. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 25f9e794323b453885f5181f1b624d0b",
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void valuesAreThoseOfTheStandards(Algorithm algorithm, String hex) {
        BodyChecks checks = new BodyChecks(List.of(), Optional.empty(), Optional.of(algorithm), List::of);
        BodyDigests atOnce = new BodyDigests(checks);
        atOnce.update(ByteBuffer.wrap(DIGITS));
        BodyDigests inPieces = new BodyDigests(checks);
        for (byte digit : DIGITS) {
            inPieces.update(ByteBuffer.wrap(new byte[] {digit}));
        }

        assertThat(atOnce.finish().kept()).contains(new Checksum(algorithm, hex));
        assertThat(inPieces.finish().kept()).contains(new Checksum(algorithm, hex));
    }

    @Test
    void whatCameBehindTheBodyIsCheckedToo() {
        BodyDigests digests = new BodyDigests(new BodyChecks(
                List.of(),
                Optional.empty(),
                Optional.of(Algorithm.CRC32),
                () -> List.of(new Checksum(Algorithm.CRC32, "00000000"))));
        digests.update(ByteBuffer.wrap(DIGITS));

        assertThatThrownBy(digests::finish).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(StoreException.Code.CHECKSUM_MISMATCH));
    }

    @Test
    void signedHashHasAnErrorOfItsOwn() {
        BodyDigests digests =
                new BodyDigests(new BodyChecks(List.of(), Optional.of("0".repeat(64)), Optional.empty(), List::of));

        assertThatThrownBy(digests::finish).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(StoreException.Code.SIGNED_CHECKSUM_MISMATCH));
    }
}
