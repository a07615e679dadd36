package dev.cistern.node.engine.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys out of keys: HKDF with HMAC-SHA256, RFC 5869. */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_BYTES = 32;

    private Hkdf() {}

    /** @param length at most 255 times 32 bytes */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        byte[] extracted = hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
        ByteBuffer out = ByteBuffer.allocate((length + HASH_BYTES - 1) / HASH_BYTES * HASH_BYTES);
        byte[] block = {};
        for (int number = 1; out.hasRemaining(); number++) {
            byte[] next = ByteBuffer.allocate(block.length + info.length + 1)
                    .put(block)
                    .put(info)
                    .put((byte) number)
                    .array();
            block = hmac(extracted, next);
            out.put(block);
        }
        byte[] derived = new byte[length];
        out.get(0, derived);
        return derived;
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
