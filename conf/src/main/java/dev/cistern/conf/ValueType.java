package dev.cistern.conf;

/**
 * How the values of a key are written, checked and printed.
 *
 * @param <T> what they are in the program
 */
public interface ValueType<T> {

    /** The class of the values. */
    Class<T> valueClass();

    /** One word or so for the reference: {@code duration}. */
    String label();

    /** The values allowed, for the reference: {@code 500ms to 24h}. */
    String range();

    /** What 0 means. */
    default ZeroRule zeroRule() {
        return ZeroRule.PLAIN;
    }

    /** Whether this value stands for the key's default. */
    default boolean meansDefault(T value) {
        return false;
    }

    /** Reads a value and checks its range. */
    T parse(String text) throws InvalidValueException;

    /** In canonical form, which {@link #parse} reads back. */
    String print(T value);
}
