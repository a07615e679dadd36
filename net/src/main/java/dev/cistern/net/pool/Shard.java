package dev.cistern.net.pool;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one event loop, for its sweeps. Guarded by the pool's lock.
 *
 * @param <C> the connection
 */
final class Shard<C> {
    final EventLoop loop;
    final int index;
    final List<Pooled<C>> connections = new ArrayList<>();

    Shard(EventLoop loop, int index) {
        this.loop = loop;
        this.index = index;
    }

    void add(Pooled<C> connection) {
        connection.position = connections.size();
        connections.add(connection);
    }

    /** Takes a connection out and puts the last one in its place, so that a sweep from the end misses none. */
    void remove(Pooled<C> connection) {
        Pooled<C> last = connections.remove(connections.size() - 1);
        if (last != connection) {
            connections.set(connection.position, last);
            last.position = connection.position;
        }
    }
}
