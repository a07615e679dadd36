package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that a client sends with every request for an object. It is never stored, and does not show itself. */
public final class CustomerKey {
    /** Length of a key. */
    public static final int BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] LABEL = "cistern customer key 1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;

    /** @throws StoreException {@link Code#INVALID_ARGUMENT} where it is not of the one length */
    public CustomerKey(byte[] key) {
        if (key.length != BYTES) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, "a key has " + BYTES + " bytes; this one has " + key.length);
        }
        this.key = key.clone();
    }

    public byte[] bytes() {
        return key.clone();
    }

    /**
     * What tells this key from others without giving it away: an HMAC-SHA256 under the key.
     *
     * @param salt lower-case hexadecimal digits
     * @return 64 lower-case hexadecimal digits
     */
    public String proof(String salt) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            mac.update(LABEL);
            return HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(salt)));
        } catch (GeneralSecurityException e) {
            throw new StoreException(Code.INTERNAL, "every Java has " + HMAC, e);
        }
    }

    /** Whether a proof was made with this key; takes the same time whatever the answer. */
    boolean proves(String salt, String proof) {
        return MessageDigest.isEqual(
                proof(salt).getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "a customer's key";
    }
}
