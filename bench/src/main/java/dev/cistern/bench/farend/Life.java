package dev.cistern.bench.farend;

/**
 * A connection as the far end saw it.
 *
 * @param acceptedAt when it was accepted, by {@link System#nanoTime}, which on Linux is one clock for all processes
 * @param closedAt when it was closed
 * @param requests how many came whole
 * @param byPeer whether the client closed it
 */
public record Life(long acceptedAt, long closedAt, long requests, boolean byPeer) {
    public double seconds() {
        return (closedAt - acceptedAt) / 1e9;
    }
}
