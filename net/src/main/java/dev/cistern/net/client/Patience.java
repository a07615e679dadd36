package dev.cistern.net.client;

/**
 * How long an exchange waits for what. The sweeps of its {@link Loop} look whether it has.
 *
 * @param responseNanos from the end of the request to the headers of the response
 * @param stallNanos for the next of a body that moves
 */
record Patience(long responseNanos, long stallNanos) {
    /** How long to wait for {@code 100 Continue} before the body is sent all the same. */
    static final long CONTINUE_NANOS = 1_000_000_000L;

    static Patience of(ClientOptions options) {
        return new Patience(
                options.responseTimeout().toNanos(), options.stallTimeout().toNanos());
    }
}
