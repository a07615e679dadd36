package dev.cistern.conf.live;

/** How the node's requests go; counters that never decrease while the process runs. Called from an event loop. */
public interface FailureRate {

    /** Requests answered so far. */
    long requests();

    /** Those of {@link #requests} that failed by the node's fault. */
    long failed();
}
