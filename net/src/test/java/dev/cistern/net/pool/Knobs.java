package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.SETTINGS;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;

/** The settings of a pool in a test, turned one by one; each begins where {@link FalsePool#SETTINGS} has it. */
final class Knobs {
    private Duration idleTime = SETTINGS.idleTime();
    private int idleConns = SETTINGS.idleConns();
    private int idlePerHost = SETTINGS.idleConnsPerHost();
    private int conns = SETTINGS.connsPerHost();
    private int maxWaiters = SETTINGS.maxWaiters();
    private Duration acquireTimeout = SETTINGS.acquireTimeout();
    private int dials = SETTINGS.dialsPerHost();
    private Duration connectTimeout = SETTINGS.connectTimeout();
    private Duration tlsTimeout = SETTINGS.tlsTimeout();
    private Duration lifetime = SETTINGS.maxLifetime();
    private int minIdle = SETTINGS.minIdle();
    private int maxRequests = SETTINGS.maxRequests();
    private int dialRate = SETTINGS.dialRate();

    Knobs idleTime(Duration time) {
        idleTime = time;
        return this;
    }

    Knobs idleConns(int count) {
        idleConns = count;
        return this;
    }

    Knobs idlePerHost(int count) {
        idlePerHost = count;
        return this;
    }

    Knobs conns(int count) {
        conns = count;
        return this;
    }

    Knobs maxWaiters(int count) {
        maxWaiters = count;
        return this;
    }

    Knobs acquireTimeout(Duration time) {
        acquireTimeout = time;
        return this;
    }

    Knobs dials(int count) {
        dials = count;
        return this;
    }

    Knobs lifetime(Duration time) {
        lifetime = time;
        return this;
    }

    Knobs minIdle(int count) {
        minIdle = count;
        return this;
    }

    Knobs maxRequests(int count) {
        maxRequests = count;
        return this;
    }

    Knobs dialRate(int perSecond) {
        dialRate = perSecond;
        return this;
    }

    Knobs handshake(Duration connect, Duration tls) {
        connectTimeout = connect;
        tlsTimeout = tls;
        return this;
    }

    PoolSettings settings() {
        return new PoolSettings(
                idleTime,
                idleConns,
                idlePerHost,
                conns,
                maxWaiters,
                acquireTimeout,
                dials,
                connectTimeout,
                tlsTimeout,
                lifetime,
                minIdle,
                maxRequests,
                dialRate,
                SETTINGS.idleConnBytes());
    }
}
