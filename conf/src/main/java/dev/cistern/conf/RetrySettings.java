package dev.cistern.conf;

import java.time.Duration;

/**
 * What is done when a cloud host fails. All are live.
 *
 * @param attempts most times that one request is sent, 1 or more
 * @param deadline longest time until a request is answered, all attempts and the pauses between them together
 * @param failures failures in a row after which a host is taken for gone
 * @param recheckTime time between two requests to a host that is taken for gone
 * @param hedgeAfter how long a read waits for its answer before a second one is sent beside it; zero for never
 */
public record RetrySettings(int attempts, Duration deadline, int failures, Duration recheckTime, Duration hedgeAfter) {

    /** The longest time until one attempt is answered. */
    public Duration eachAttempt() {
        return deadline.dividedBy(attempts);
    }
}
