package dev.cistern.net.client;

import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSession;

/** Tells full handshakes from resumed ones. Safe for all threads. */
final class HandshakeTally {
    private final LongAdder full = new LongAdder();
    private final LongAdder resumed = new LongAdder();

    /**
     * Counts a handshake.
     *
     * @param dialledAtMillis when its dial began, by {@link System#currentTimeMillis}, which is the JDK's clock of
     *     sessions: a session that is older was resumed
     */
    void count(SSLSession session, long dialledAtMillis) {
        (session.getCreationTime() < dialledAtMillis ? resumed : full).increment();
    }

    TlsHandshakes read() {
        return new TlsHandshakes(full.sum(), resumed.sum());
    }
}
