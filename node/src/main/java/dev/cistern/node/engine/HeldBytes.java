package dev.cistern.node.engine;

/** The bytes of copies that are held in memory until they are complete, and their bound. Used by any thread. */
final class HeldBytes {
    private static final long MOST_BYTES = 32L << 20;

    private long bytes;

    /** @return false where there is no room for so many */
    synchronized boolean tryTake(long wanted) {
        boolean fits = bytes + wanted <= MOST_BYTES;
        bytes += fits ? wanted : 0;
        return fits;
    }

    synchronized void release(long given) {
        bytes -= given;
    }
}
