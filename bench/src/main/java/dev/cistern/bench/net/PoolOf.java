package dev.cistern.bench.net;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;

/** Pool settings that differ from the defaults of layer 2 in what a trial is about. */
final class PoolOf {
    private static final int ROOM = 100_000;

    private PoolOf() {}

    /** The defaults, with as many connections as are asked for. */
    static PoolSettings conns(int perHost) {
        return new PoolSettings(
                Duration.ofSeconds(15),
                ROOM,
                perHost,
                perHost,
                ROOM,
                Duration.ofSeconds(30),
                32,
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                0);
    }

    static PoolSettings idling(PoolSettings of, Duration time) {
        return new PoolSettings(
                time,
                of.idleConns(),
                of.idleConnsPerHost(),
                of.connsPerHost(),
                of.maxWaiters(),
                of.acquireTimeout(),
                of.dialsPerHost(),
                of.connectTimeout(),
                of.tlsTimeout(),
                of.maxLifetime(),
                of.minIdle());
    }

    static PoolSettings living(PoolSettings of, Duration time) {
        return new PoolSettings(
                of.idleTime(),
                of.idleConns(),
                of.idleConnsPerHost(),
                of.connsPerHost(),
                of.maxWaiters(),
                of.acquireTimeout(),
                of.dialsPerHost(),
                of.connectTimeout(),
                of.tlsTimeout(),
                time,
                of.minIdle());
    }

    /** At most so many idle connections, to one host and in all. */
    static PoolSettings keeping(PoolSettings of, int perHost, int total) {
        return new PoolSettings(
                of.idleTime(),
                total,
                perHost,
                of.connsPerHost(),
                of.maxWaiters(),
                of.acquireTimeout(),
                of.dialsPerHost(),
                of.connectTimeout(),
                of.tlsTimeout(),
                of.maxLifetime(),
                of.minIdle());
    }

    static PoolSettings dialling(PoolSettings of, int atATime) {
        return new PoolSettings(
                of.idleTime(),
                of.idleConns(),
                of.idleConnsPerHost(),
                of.connsPerHost(),
                of.maxWaiters(),
                of.acquireTimeout(),
                atATime,
                of.connectTimeout(),
                of.tlsTimeout(),
                of.maxLifetime(),
                of.minIdle());
    }
}
