package dev.cistern.node.engine.seal;

import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** Makes and opens the keys of objects. Used by any thread; blocks on the disk where the node makes its first key. */
public final class Seals {
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private final MasterKeys masters;
    private final SecureRandom random;

    public Seals(MasterKeys masters, SecureRandom random) {
        this.masters = masters;
        this.random = random;
    }

    /**
     * The key of an object to be written.
     *
     * @throws StoreException {@link Code#MASTER_KEY_UNUSABLE}
     */
    public DataKey begin(Identity of, Encryption wanted) {
        byte[] key = random(KEY_BYTES);
        byte[] salt = random(SALT_BYTES);
        String saltHex = HexFormat.of().formatHex(salt);
        if (wanted instanceof Encryption.ByCustomer customer) {
            byte[] wrapped = new KeyWrap(By.CUSTOMER, customer.key().bytes(), salt, of).wrap(key);
            String proof = customer.key().proof(saltHex);
            return new DataKey(
                    new Encrypted(
                            By.CUSTOMER, "", saltHex, proof, HexFormat.of().formatHex(wrapped)),
                    key);
        }
        MasterKey master = masters.current();
        byte[] wrapped = new KeyWrap(By.NODE, master.secret(), salt, of).wrap(key);
        return new DataKey(
                new Encrypted(By.NODE, master.id(), saltHex, "", HexFormat.of().formatHex(wrapped)), key);
    }

    /**
     * The key of a stored object.
     *
     * @param given the key that came with the request
     * @throws StoreException {@link Code#KEY_REQUIRED}, {@link Code#KEY_WRONG}, {@link Code#KEY_NEEDLESS},
     *     {@link Code#MASTER_KEY_UNUSABLE}, or {@link Code#CORRUPT} where the stored key is not this object's
     */
    public DataKey open(Identity of, Encrypted stored, Optional<CustomerKey> given) {
        Encrypted.requireKey(Optional.of(stored), given);
        byte[] secret = stored.isByCustomer()
                ? given.orElseThrow().bytes()
                : masters.find(stored.keyId()).secret();
        KeyWrap wrap = new KeyWrap(stored.by(), secret, HexFormat.of().parseHex(stored.salt()), of);
        return wrap.unwrap(HexFormat.of().parseHex(stored.wrappedKey()))
                .map(key -> new DataKey(stored, key))
                .orElseThrow(() ->
                        new StoreException(Code.CORRUPT, "the stored key of object " + of.key() + " is not its own"));
    }

    /** Of another body under the same data key. */
    public String newSalt() {
        return HexFormat.of().formatHex(random(SALT_BYTES));
    }

    private byte[] random(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return drawn;
    }
}
