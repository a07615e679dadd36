package dev.cistern.conf;

import java.time.Duration;

/**
 * What is done when a cloud host fails. All are live.
 *
 * @param attempts most times that one request is sent, 1 or more
 * @param deadline longest time until a request is answered, all attempts and the pauses between them together
 * @param failures failures in a row after which a host is taken for gone
 * @param recheckTime time between two requests to a host that is taken for gone
 */
public record RetrySettings(int attempts, Duration deadline, int failures, Duration recheckTime) {}
