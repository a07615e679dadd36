package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.Optional;

/**
 * How a stored object is encrypted. All of it may be known to anybody: without the node's key, or the customer's, it opens
 * nothing.
 *
 * @param by whose key it is
 * @param keyId which of the node's keys it is; empty for a customer's
 * @param salt random, 32 hexadecimal digits
 * @param proof {@link CustomerKey#proof} of a customer's key; empty for the node's
 * @param wrappedKey the key of this object, sealed with the key that {@code by} names; hexadecimal digits
 */
public record Encrypted(By by, String keyId, String salt, String proof, String wrappedKey) {

    /** Whose key an object is encrypted with. */
    public enum By {
        NODE,
        CUSTOMER
    }

    public boolean isByCustomer() {
        return by == By.CUSTOMER;
    }

    /**
     * Compares a key that came with a request with what is stored.
     *
     * @param stored empty where nothing is encrypted
     * @throws StoreException {@link Code#KEY_REQUIRED}, {@link Code#KEY_WRONG} or {@link Code#KEY_NEEDLESS}
     */
    public static void requireKey(Optional<Encrypted> stored, Optional<CustomerKey> given) {
        Optional<Encrypted> byCustomer = stored.filter(Encrypted::isByCustomer);
        if (byCustomer.isPresent() && given.isEmpty()) {
            throw new StoreException(
                    Code.KEY_REQUIRED, "the object is encrypted with a customer's key, which the request lacks");
        }
        if (byCustomer.isEmpty() && given.isPresent()) {
            throw new StoreException(Code.KEY_NEEDLESS, "the object is not encrypted with a customer's key");
        }
        if (byCustomer.isPresent() && !given.orElseThrow().proves(byCustomer.get().salt, byCustomer.get().proof)) {
            throw new StoreException(Code.KEY_WRONG, "the object is encrypted with another customer's key");
        }
    }
}
