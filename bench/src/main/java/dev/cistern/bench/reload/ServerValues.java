package dev.cistern.bench.reload;

/**
 * The settings of client connections, as they are written into a file.
 *
 * @param idleSeconds {@code net.http.server_idle_time}
 * @param headerSeconds {@code net.http.header_timeout}
 * @param maxConns {@code net.http.max_conns}
 * @param lifetime {@code net.http.server_max_lifetime}, as the node shows it
 * @param drainSeconds {@code net.http.drain_time}
 */
record ServerValues(int idleSeconds, int headerSeconds, int maxConns, String lifetime, int drainSeconds) {
    /** Long times, wide limits. */
    static final ServerValues BASE = new ServerValues(20, 16, 8_000, "30m", 30);

    static final ServerValues LOWERED = new ServerValues(2, 8, 4_000, "30m", 10);

    /** Raised again, the other keys elsewhere. */
    static final ServerValues RAISED = new ServerValues(20, 12, 6_000, "30m", 20);

    /** Every connection is replaced within a few seconds. */
    static final ServerValues SHORT_LIVED = new ServerValues(20, 16, 8_000, "3s", 30);

    String yaml() {
        return "net:\n  http:\n"
                + "    server_idle_time: " + idleSeconds + "s\n"
                + "    header_timeout: " + headerSeconds + "s\n"
                + "    max_conns: " + maxConns + "\n"
                + "    server_max_lifetime: " + lifetime + "\n"
                + "    drain_time: " + drainSeconds + "s\n";
    }
}
