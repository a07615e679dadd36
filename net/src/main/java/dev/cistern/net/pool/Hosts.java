package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a pool knows, in the order of their first use. Guarded by the pool's lock.
 *
 * @param <C> the connection
 */
final class Hosts<C> {
    /** Most hosts known at a time; the one asked for the longest ago is forgotten for a new one. */
    static final int MOST = 1_024;

    /** The counts of hosts that were forgotten, and of requests for which none was made known. */
    final Tally forgotten = new Tally();

    private final RecordingRoom room = new RecordingRoom();
    private final Map<HostKey, HostState<C>> byKey = new LinkedHashMap<>();
    private final ToIntFunction<HostKey> expectedCapacity;

    Hosts(ToIntFunction<HostKey> expectedCapacity) {
        this.expectedCapacity = expectedCapacity;
    }

    Collection<HostState<C>> all() {
        return byKey.values();
    }

    @Nullable
    HostState<C> get(HostKey key) {
        return byKey.get(key);
    }

    /**
     * The host of a key, made known if it is not.
     *
     * @return {@code null} if as many hosts as may be are in use
     */
    @Nullable
    HostState<C> known(HostKey key, PoolState<C> state, long now) {
        HostState<C> host = byKey.get(key);
        if (host == null && (byKey.size() < MOST || forgetOne(state, now))) {
            host = new HostState<>(key, Math.max(1, expectedCapacity.applyAsInt(key)), room, now);
            byKey.put(key, host);
        }
        return host;
    }

    private boolean forgetOne(PoolState<C> state, long now) {
        HostState<C> oldest = null;
        for (HostState<C> host : byKey.values()) {
            boolean spare = host.open == host.idle.size() && host.waiters.size() == 0;
            if (spare && (oldest == null || host.lastAskedAt - oldest.lastAskedAt < 0)) {
                oldest = host;
            }
        }
        if (oldest == null) {
            return false;
        }
        for (Pooled<C> idle = oldest.idle.first(); idle != null; idle = oldest.idle.first()) {
            state.close(idle, CloseReason.IDLE_CAP_TOTAL, now);
        }
        forgotten.add(oldest.tally);
        oldest.recording.end();
        byKey.remove(oldest.key);
        return true;
    }
}
