package dev.cistern.node.engine.seal;

import dev.cistern.node.store.Encrypted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The key of one object, open. Stays in memory, for the time of a request. Used by any thread. */
public final class DataKey {
    private static final byte[] LABEL = "cistern etag 1".getBytes(StandardCharsets.US_ASCII);
    private static final int ETAG_BYTES = 16;

    private final Encrypted encrypted;
    private final byte[] key;

    DataKey(Encrypted encrypted, byte[] key) {
        this.encrypted = encrypted;
        this.key = key;
    }

    /** The same key, closed, for the object's record. */
    public Encrypted encrypted() {
        return encrypted;
    }

    /** Of the object's body, where it is stored at once. */
    public BodySeal whole() {
        return new BodySeal(this, encrypted.salt(), 0);
    }

    /**
     * Of a part's body.
     *
     * @param salt another for each body, hexadecimal digits
     */
    public BodySeal part(String salt, int number) {
        return new BodySeal(this, salt, number);
    }

    BodyKey bodyKey(String salt, int part) {
        return BodyKey.derive(key, HexFormat.of().parseHex(salt), part);
    }

    /**
     * What stands in the place of a body's MD5: the MD5 itself under the node's key; under a customer's something that
     * tells nothing of the body to who has not the key.
     */
    String etag(String salt, String md5) {
        if (!encrypted.isByCustomer()) {
            return md5;
        }
        byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + 2 * ETAG_BYTES);
        System.arraycopy(HexFormat.of().parseHex(salt), 0, labelled, LABEL.length, ETAG_BYTES);
        System.arraycopy(HexFormat.of().parseHex(md5), 0, labelled, LABEL.length + ETAG_BYTES, ETAG_BYTES);
        return HexFormat.of().formatHex(Hkdf.hmac(key, labelled), 0, ETAG_BYTES);
    }
}
