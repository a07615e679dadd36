package dev.cistern.net.client;

import java.util.function.LongSupplier;

/**
 * How long an exchange waits for what.
 *
 * @param options the limits
 * @param nanoTime tells the time
 * @param loop looks every now and then whether one of them has passed
 */
record Patience(ClientOptions options, LongSupplier nanoTime, Loop loop) {
    /** How long to wait for {@code 100 Continue} before the body is sent all the same. */
    static final long CONTINUE_NANOS = 1_000_000_000L;

    long now() {
        return nanoTime.getAsLong();
    }

    long responseNanos() {
        return options.responseTimeout().toNanos();
    }

    long stallNanos() {
        return options.stallTimeout().toNanos();
    }
}
