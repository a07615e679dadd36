package dev.cistern.node.layers;

import java.util.List;

/** The state of a node as AIStore's clients read it: bits of a number. */
public final class NodeFlags {
    /** The cluster and the node have started: what a healthy node shows. */
    static final long HEALTHY = 2 | 4;

    /** AIStore counts goroutines where this node counts connections: its yellow and its red. */
    static final long MANY_CONNECTIONS = 1 << 14;

    static final long TOO_MANY_CONNECTIONS = 1 << 15;
    static final long OUT_OF_SPACE = 1 << 8;
    static final long LOW_CAPACITY = 1 << 11;
    static final long DISK_FAULT = 1 << 13;
    static final long KEEP_ALIVE_ERRORS = 1 << 19;

    private NodeFlags() {}

    /** Healthy, and the bits of the alerts that are true. */
    public static long of(List<AlertState> states) {
        long flags = HEALTHY;
        for (AlertState state : states) {
            flags |= state.firing() ? state.alert().nodeFlag() : 0;
        }
        return flags;
    }
}
