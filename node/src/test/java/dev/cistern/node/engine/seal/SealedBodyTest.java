package dev.cistern.node.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Known answers were computed by another implementation: HKDF and AES-GCM of Python's cryptography, blocks by hand. */
final class SealedBodyTest {
    private static final String SALT = "101112131415161718191a1b1c1d1e1f";
    private static final byte[] NINE = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK = SealedForm.BLOCK_BYTES;
    private static final int DATA = SealedForm.DATA_BYTES;

    private static DataKey key(int first, By by) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (first + i);
        }
        return new DataKey(new Encrypted(by, "", SALT, "", ""), key);
    }

    private static BodySeal seal() {
        return key(0, By.NODE).whole();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (i % 251);
        }
        return body;
    }

    /** Feeds the body in pieces of {@code piece} bytes. */
    private static byte[] sealed(BodySeal seal, byte[] body, int piece) {
        BodySealer sealer = seal.sealer();
        List<ByteBuffer> out = new ArrayList<>();
        for (int at = 0; at < body.length; at += piece) {
            sealer.update(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at)), out);
        }
        out.add(sealer.finish());
        ByteBuffer joined =
                ByteBuffer.allocate(out.stream().mapToInt(ByteBuffer::remaining).sum());
        out.forEach(joined::put);
        return joined.array();
    }

    private static byte[] opened(BodySeal seal, long size, byte[] sealed) throws TamperedException {
        return seal.opener(size).open(0, ByteBuffer.wrap(sealed));
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(BodyDigests.digest("SHA-256").digest(bytes));
    }

    private static void assertTampered(BodySeal seal, long size, byte[] sealed) {
        assertThatThrownBy(() -> opened(seal, size, sealed)).isInstanceOf(TamperedException.class);
    }

    @Test
    void smallBodiesAreSealedToKnownAnswers() {
        HexFormat hex = HexFormat.of();
        BodySeal seventh = key(0, By.NODE).part(SALT, 7);

        assertThat(hex.formatHex(sealed(seal(), NINE, 100)))
                .isEqualTo("f7a40e3519e7330cc7fec31f4b7d7f07357f639b71f8fa706d");
        assertThat(hex.formatHex(sealed(seventh, NINE, 2)))
                .isEqualTo("9dc0fff30fbf5657058606b6be8a4a5226d1855b315711d8fe");
        assertThat(hex.formatHex(sealed(seal(), new byte[0], 1))).isEqualTo("c432fa83cf42910bb9dc4a129d3e68ae");
    }

    @Test
    void bodiesOfSeveralBlocksAreSealedToKnownAnswersWhateverTheirPieces() {
        for (int piece : new int[] {1, 1000, DATA - 1, DATA, DATA + 1, BLOCK, 3 * BLOCK}) {
            assertThat(sha256(sealed(seal(), body(2 * DATA + 5), piece)))
                    .as("pieces of %s bytes", piece)
                    .isEqualTo("77289e877cc0ec77c3baa53464d4903369ad4bf53f55b8245fc3f6b53011a596");
            assertThat(sha256(sealed(seal(), body(2 * DATA), piece)))
                    .isEqualTo("6359cc730cbd15060de9a11f310953802729a6b4a29258df897422ee1b6fb81f");
        }
    }

    @Test
    void bodiesComeBackAndHaveTheSizesSaid() throws TamperedException {
        for (int size : new int[] {0, 1, 15, 16, 4096, 4097, DATA - 1, DATA, DATA + 1, 2 * DATA, 3 * DATA + 7}) {
            byte[] sealed = sealed(seal(), body(size), 10_000);

            assertThat((long) sealed.length).isEqualTo(SealedForm.sealedSize(size));
            assertThat(opened(seal(), size, sealed)).isEqualTo(body(size));
        }
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] sealed = sealed(seal(), body(100), 100);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertTampered(seal(), 100, flipped);
        }
    }

    @Test
    void flippedBitsAnywhereInLargeBodiesAreFound() {
        int size = 2 * DATA + 100;
        byte[] sealed = sealed(seal(), body(size), BLOCK);
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] flipped = sealed.clone();
            flipped[random.nextInt(sealed.length)] ^= (byte) (1 << random.nextInt(8));
            assertTampered(seal(), size, flipped);
        }
    }

    @Test
    void everyTruncationIsFoundAlsoBetweenBlocksAndWhateverTheSizeClaimed() {
        int size = 2 * DATA + 100;
        byte[] sealed = sealed(seal(), body(size), BLOCK);

        assertTampered(seal(), DATA, Arrays.copyOf(sealed, BLOCK));
        assertTampered(seal(), 2L * DATA, Arrays.copyOf(sealed, 2 * BLOCK));
        for (int kept : new int[] {0, 1, 15, 16, BLOCK - 1, BLOCK + 15, sealed.length - 17, sealed.length - 1}) {
            byte[] cut = Arrays.copyOf(sealed, kept);
            if (kept > 0) {
                assertTampered(seal(), Math.max(0, kept - (kept / BLOCK + 1) * 16), cut);
            }
        }
        byte[] small = sealed(seal(), body(40), 40);
        for (int kept = 1; kept < small.length; kept++) {
            assertTampered(seal(), Math.max(0, kept - 16), Arrays.copyOf(small, kept));
        }
    }

    @Test
    void blocksThatChangePlacesAreFound() {
        byte[] sealed = sealed(seal(), body(3 * DATA), BLOCK);
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, BLOCK, BLOCK);
        System.arraycopy(sealed, BLOCK, swapped, 0, BLOCK);
        byte[] repeated = sealed.clone();
        System.arraycopy(sealed, 0, repeated, BLOCK, BLOCK);
        byte[] lastFirst = sealed.clone();
        System.arraycopy(sealed, 2 * BLOCK, lastFirst, 0, BLOCK);

        assertTampered(seal(), 3L * DATA, swapped);
        assertTampered(seal(), 3L * DATA, repeated);
        assertTampered(seal(), 3L * DATA, lastFirst);
        assertTampered(seal(), 2L * DATA, Arrays.copyOfRange(sealed, BLOCK, 3 * BLOCK));
    }

    @Test
    void blocksBehindTheEndAreFound() {
        byte[] sealed = sealed(seal(), body(2 * DATA), BLOCK);

        assertTampered(seal(), DATA, sealed);
        assertTampered(seal(), 3L * DATA, sealed);
    }

    @Test
    void otherKeySaltOrPartDoesNotOpen() {
        byte[] sealed = sealed(seal(), body(100), 100);

        assertTampered(key(1, By.NODE).whole(), 100, sealed);
        assertTampered(key(0, By.NODE).part("0".repeat(32), 0), 100, sealed);
        assertTampered(key(0, By.NODE).part(SALT, 1), 100, sealed);
    }

    @Test
    void blocksAreOpenedOneByOneInAnyOrder() throws TamperedException {
        byte[] body = body(3 * DATA + 9);
        byte[] sealed = sealed(seal(), body, BLOCK);
        BodyOpener opener = seal().opener(body.length);
        for (int block : new int[] {3, 0, 2, 1, 3}) {
            int end = Math.min(sealed.length, (block + 1) * BLOCK);
            byte[] opened = opener.open(block, ByteBuffer.wrap(sealed, block * BLOCK, end - block * BLOCK));
            assertThat(opened)
                    .isEqualTo(Arrays.copyOfRange(body, block * DATA, Math.min(body.length, (block + 1) * DATA)));
        }
    }

    @Test
    void tagOfABodyIsItsMd5OnlyUnderTheNodesKey() {
        String md5 = HexFormat.of().formatHex(BodyDigests.digest("MD5").digest(NINE));

        assertThat(seal().etag(md5)).isEqualTo(md5);
        assertThat(key(0, By.CUSTOMER).whole().etag(md5)).isEqualTo("36a5bd4a838847db8c2810456df15f6e");
    }
}
