package dev.cistern.net.advice;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;
import java.util.List;

/**
 * What bounds the idle connections of a layer.
 *
 * @param time how long one is kept
 * @param total most over all hosts
 * @param perHost most to a host
 */
record IdleLimits(Duration time, int total, int perHost) {

    static IdleLimits of(PoolSettings settings) {
        return new IdleLimits(settings.idleTime(), settings.idleConns(), settings.idleConnsPerHost());
    }

    /** The larger one of each. */
    IdleLimits most(IdleLimits other) {
        Duration longer = time.compareTo(other.time) >= 0 ? time : other.time;
        return new IdleLimits(longer, Math.max(total, other.total), Math.max(perHost, other.perHost));
    }

    /** The smaller one of each. */
    IdleLimits least(IdleLimits other) {
        Duration shorter = time.compareTo(other.time) <= 0 ? time : other.time;
        return new IdleLimits(shorter, Math.min(total, other.total), Math.min(perHost, other.perHost));
    }

    /** These but for one that is another's, in the three ways in which that can be. */
    List<IdleLimits> withOneOf(IdleLimits other) {
        return List.of(
                new IdleLimits(other.time, total, perHost),
                new IdleLimits(time, other.total, perHost),
                new IdleLimits(time, total, other.perHost));
    }
}
