package dev.cistern.net.client;

import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is from its beginning to its end. That one of its times is over is noticed at most half a second late.
 *
 * @param trust whom to believe that they are who they say; null for those that the Java platform trusts
 * @param responseTimeout longest wait for the headers of a response once the request is sent
 * @param stallTimeout longest time that a body does not move on although its receiver would take more
 */
public record ClientOptions(@Nullable TrustOptions trust, Duration responseTimeout, Duration stallTimeout) {
    /** Refuses times that are not above zero. */
    public ClientOptions {
        if (responseTimeout.isNegative() || responseTimeout.isZero()) {
            throw new IllegalArgumentException("response timeout " + responseTimeout + ": must be greater than zero");
        }
        if (stallTimeout.isNegative() || stallTimeout.isZero()) {
            throw new IllegalArgumentException("stall timeout " + stallTimeout + ": must be greater than zero");
        }
    }

    /**
     * Options that suit most: the platform's trust, a minute for a response, half a minute for a stalled body.
     *
     * @return the options
     */
    public static ClientOptions defaults() {
        return new ClientOptions(null, Duration.ofMinutes(1), Duration.ofSeconds(30));
    }
}
