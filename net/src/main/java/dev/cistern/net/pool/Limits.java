package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;

/** The settings in the form in which every decision needs them, each clamped to the others. */
record Limits(
        PoolSettings settings,
        long idleNanos,
        int idleConns,
        int idlePerHost,
        int connsPerHost,
        int maxWaiters,
        long acquireNanos,
        int dialsPerHost,
        long lifetimeNanos,
        int minIdle,
        int maxRequests,
        int dialRate) {

    static Limits of(PoolSettings settings) {
        int idlePerHost =
                Math.min(settings.idleConnsPerHost(), Math.min(settings.idleConns(), settings.connsPerHost()));
        return new Limits(
                settings,
                settings.idleTime().toNanos(),
                settings.idleConns(),
                idlePerHost,
                settings.connsPerHost(),
                settings.maxWaiters(),
                settings.acquireTimeout().toNanos(),
                settings.dialsPerHost(),
                settings.maxLifetime().toNanos(),
                Math.min(settings.minIdle(), idlePerHost),
                settings.maxRequests(),
                settings.dialRate());
    }
}
