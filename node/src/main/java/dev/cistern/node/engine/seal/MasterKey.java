package dev.cistern.node.engine.seal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A key of the node, which wraps the keys of objects.
 *
 * @param id 16 hexadecimal digits, computed of the secret, so that a damaged one does not fit its id
 * @param secret 32 random bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record MasterKey(String id, Instant made, byte[] secret) {
    static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 8;

    static MasterKey of(byte[] secret, Instant made) {
        return new MasterKey(idOf(secret), made, secret);
    }

    static String idOf(byte[] secret) {
        byte[] digest = Hkdf.hmac(secret, "cistern master key 1".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    }

    @Override
    public String toString() {
        return "master key " + id;
    }
}
