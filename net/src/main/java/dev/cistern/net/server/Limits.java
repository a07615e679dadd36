package dev.cistern.net.server;

import dev.cistern.conf.ServerSettings;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The settings in the form in which every request and every sweep needs them.
 *
 * @param keepAliveHint value of the {@code Keep-Alive} header; absent below one second, where there is none to give
 */
record Limits(
        long idleNanos,
        long headerNanos,
        int maxConns,
        long lifetimeNanos,
        int maxRequests,
        long drainNanos,
        @Nullable AsciiString keepAliveHint) {

    static Limits of(ServerSettings settings) {
        long idleSeconds = settings.idleTime().toSeconds();
        return new Limits(
                settings.idleTime().toNanos(),
                settings.headerTimeout().toNanos(),
                settings.maxConns(),
                settings.maxLifetime().toNanos(),
                settings.maxRequests(),
                settings.drainTime().toNanos(),
                idleSeconds < 1 ? null : AsciiString.cached("timeout=" + idleSeconds));
    }
}
