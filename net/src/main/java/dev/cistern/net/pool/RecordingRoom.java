package dev.cistern.net.pool;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How many requests the recordings of all hosts of a pool may hold beyond the few that each begins with: {@value #MOST},
 * which is 2 MiB, and so much that sixteen hosts have whole recordings. At the limit recordings grow no more and keep the
 * last requests that they have room for, until a host is forgotten or has been silent for an hour. Guarded by the pool's
 * lock.
 */
final class RecordingRoom {
    static final int MOST = 16 * Recording.MOST;

    private final Set<Recording> recordings = new LinkedHashSet<>();
    private int taken;

    void enter(Recording recording) {
        recordings.add(recording);
    }

    void leave(Recording recording) {
        recordings.remove(recording);
    }

    /** Takes room for so many more requests, if there is as much. */
    boolean take(int requests, long now) {
        if (taken + requests > MOST) {
            recordings.forEach(recording -> recording.shrinkIfSilent(now));
        }
        if (taken + requests > MOST) {
            return false;
        }
        taken += requests;
        return true;
    }

    void giveBack(int requests) {
        taken -= requests;
    }

    int taken() {
        return taken;
    }
}
