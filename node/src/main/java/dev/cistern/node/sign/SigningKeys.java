package dev.cistern.node.sign;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The signing keys of those who came lately: making one costs as much as all else of a signature. One is kept only once a
 * request was signed with it, so strangers fill nothing. Used by any thread.
 */
final class SigningKeys {
    /** Of a user there is one for each day and region. */
    private static final int MOST = 1_024;

    private final Map<Made, SigningKey> kept = new ConcurrentHashMap<>();

    /** What a key is made of. A secret that has changed makes another. */
    private record Made(String secret, Scope scope) {}

    SigningKey of(String secret, Scope scope) {
        SigningKey known = kept.get(new Made(secret, scope));
        return known != null ? known : SigningKey.of(secret, scope);
    }

    /** Keeps a key that was used as it should be. Where there are too many, all are forgotten: they are soon made again. */
    void keep(String secret, Scope scope, SigningKey key) {
        if (kept.size() >= MOST) {
            kept.clear();
        }
        kept.putIfAbsent(new Made(secret, scope), key);
    }
}
