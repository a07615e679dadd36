package dev.cistern.node.store;

/** How an object that is written is to be encrypted. */
public sealed interface Encryption {

    /** With a key that the node manages. */
    record ByNode() implements Encryption {}

    /** With a key that comes with the request, and has to come with every request that reads the object. */
    record ByCustomer(CustomerKey key) implements Encryption {}
}
