package dev.cistern.node.engine.seal;

import dev.cistern.node.store.Encrypted.By;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A data key sealed with another key: AES-256-GCM under a key that is derived for this one use from the other key and a
 * random salt, so that a nonce of zeros is used once. The object's identity is the associated data.
 */
final class KeyWrap {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(SealedForm.TAG_BYTES * Byte.SIZE, new byte[12]);

    private final SecretKeySpec key;
    private final byte[] identity;

    KeyWrap(By by, byte[] secret, byte[] salt, Identity identity) {
        byte[] info = ("cistern wrap 1 " + by.name().toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.US_ASCII);
        this.key = new SecretKeySpec(Hkdf.derive(secret, salt, info, KEY_BYTES), "AES");
        this.identity = identity.encode();
    }

    byte[] wrap(byte[] dataKey) {
        try {
            return with(Cipher.ENCRYPT_MODE, dataKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("wrapping a key failed", e);
        }
    }

    /** Empty where it was not wrapped with this key for this object. */
    Optional<byte[]> unwrap(byte[] wrapped) {
        try {
            return Optional.of(with(Cipher.DECRYPT_MODE, wrapped));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("unwrapping a key failed", e);
        }
    }

    private byte[] with(int mode, byte[] bytes) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, NONCE);
        cipher.updateAAD(ByteBuffer.wrap(identity));
        return cipher.doFinal(bytes);
    }
}
