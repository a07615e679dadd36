package dev.cistern.conf;

/** From whom keys that clients encrypt objects with are taken over plain HTTP, where who sees the wire sees the key. */
public enum KeysOverHttp {
    /** From this machine alone. */
    LOCAL,
    NEVER,
    /** From everybody. */
    ALWAYS
}
