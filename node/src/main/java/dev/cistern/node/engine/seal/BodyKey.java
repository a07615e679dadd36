package dev.cistern.node.engine.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one body, and of no other, with which each of its blocks is sealed by AES-256-GCM. The nonce of a block says
 * which block it is and whether it is the last, so that blocks that were moved, left out, or cut off behind are found: the
 * STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, laid out as in Tink's AES-GCM-HKDF streaming. Used by one
 * thread at a time.
 */
final class BodyKey {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte[] LABEL = "cistern body 1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int PREFIX_BYTES = 7;
    private static final int NONCE_BYTES = 12;
    /**
     * What the cipher gets at once. Java compiles what is called often, and until then a block takes fifty times as long: with
     * slices that is over after a few hundred blocks, and not after thousands.
     */
    private static final int SLICE_BYTES = 4096;

    private final SecretKeySpec key;
    private final byte[] prefix;
    private final Cipher cipher;

    private BodyKey(byte[] derived) {
        this.key = new SecretKeySpec(derived, 0, KEY_BYTES, "AES");
        this.prefix = Arrays.copyOfRange(derived, KEY_BYTES, KEY_BYTES + PREFIX_BYTES);
        try {
            this.cipher = Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CIPHER, e);
        }
    }

    /**
     * Derives the key.
     *
     * @param salt random, and another for each body under the same data key
     * @param part the number of the part that the body is, so that parts cannot change places; 0 for a whole object
     */
    static BodyKey derive(byte[] dataKey, byte[] salt, int part) {
        byte[] info = ByteBuffer.allocate(LABEL.length + Integer.BYTES)
                .put(LABEL)
                .putInt(part)
                .array();
        return new BodyKey(Hkdf.derive(dataKey, salt, info, KEY_BYTES + PREFIX_BYTES));
    }

    /** Appends the sealed form of what {@code data} holds, which is consumed. */
    void seal(long block, boolean last, ByteBuffer data, ByteBuffer to) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(block, last));
            int end = data.limit();
            while (end - data.position() > SLICE_BYTES) {
                data.limit(data.position() + SLICE_BYTES);
                int written = cipher.update(data, to);
                assert written == SLICE_BYTES;
            }
            data.limit(end);
            int unused = cipher.doFinal(data, to);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing a block failed", e);
        }
    }

    /** Appends what one sealed block holds, which is consumed. */
    void open(long block, boolean last, ByteBuffer sealed, ByteBuffer to) throws TamperedException {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(block, last));
            int unused = cipher.doFinal(sealed, to);
        } catch (AEADBadTagException e) {
            throw new TamperedException(
                    "sealed block " + block + (last ? ", the last one," : "") + " is not the one that was written");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening a block failed", e);
        }
    }

    private GCMParameterSpec nonce(long block, boolean last) {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .put(prefix)
                .putInt(Math.toIntExact(block))
                .put((byte) (last ? 1 : 0))
                .array();
        return new GCMParameterSpec(SealedForm.TAG_BYTES * Byte.SIZE, nonce);
    }
}
