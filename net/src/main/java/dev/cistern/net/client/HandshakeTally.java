package dev.cistern.net.client;

import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * Tells full handshakes from resumed ones, and keeps the memory of sessions small. Safe for all threads.
 *
 * <p>Each connection over TLS 1.3 leaves a session behind that the next one could resume, and the JDK keeps 20,480 of them
 * for a day: as much memory again as the connections themselves have in keys.
 */
final class HandshakeTally {
    /** Sessions remembered for each name; addresses share one memory. */
    static final int MOST_SESSIONS = 256;

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
        SSLSessionContext memory = session.getSessionContext();
        if (memory != null && memory.getSessionCacheSize() != MOST_SESSIONS) {
            memory.setSessionCacheSize(MOST_SESSIONS);
        }
    }

    TlsHandshakes read() {
        return new TlsHandshakes(full.sum(), resumed.sum());
    }
}
