package dev.cistern.node.engine.seal;

import dev.cistern.node.store.Encrypted;

/** How one body is sealed and opened: an object's, or that of one of its parts. */
public final class BodySeal {
    private final DataKey key;
    private final String salt;
    private final int part;

    BodySeal(DataKey key, String salt, int part) {
        this.key = key;
        this.salt = salt;
        this.part = part;
    }

    public BodySealer sealer() {
        return new BodySealer(key.bodyKey(salt, part));
    }

    /** @param size bytes of the body before it was sealed */
    public BodyOpener opener(long size) {
        return new BodyOpener(key.bodyKey(salt, part), size);
    }

    /** What clients are told in place of the body's MD5, 32 hexadecimal digits. */
    public String etag(String md5) {
        return key.etag(salt, md5);
    }

    /** Of this body, 32 hexadecimal digits. */
    public String salt() {
        return salt;
    }

    public Encrypted encrypted() {
        return key.encrypted();
    }
}
