package dev.cistern.net.client;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * The addresses of names, asked for when a connection is dialled and believed for at most {@value #MEMORY_SECONDS} s.
 * Safe for all threads.
 */
final class Addresses {
    static final int MEMORY_SECONDS = 30;
    /** Names beyond these are forgotten, the least recently used first. */
    static final int MOST_NAMES = 1000;

    private static final long MEMORY_NANOS = Duration.ofSeconds(MEMORY_SECONDS).toNanos();

    private final Lookup lookup;
    private final BiConsumer<String, Set<InetAddress>> changed;
    private final LongSupplier nanoTime;
    private final Map<String, Known> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_NAMES;
        }
    };
    private final Map<String, Future<List<InetAddress>>> asking = new HashMap<>();

    /** Asks the name service. */
    interface Lookup {
        /** All addresses of a name, at least one. */
        Future<List<InetAddress>> addresses(EventLoop loop, String name);
    }

    private record Known(List<InetAddress> addresses, long since) {}

    /**
     * Knows nothing yet.
     *
     * @param changed is told a name's addresses whenever they were found to differ from what they were
     */
    Addresses(Lookup lookup, BiConsumer<String, Set<InetAddress>> changed, LongSupplier nanoTime) {
        this.lookup = lookup;
        this.changed = changed;
        this.nanoTime = nanoTime;
    }

    /** The addresses of a name, at least one. */
    Future<List<InetAddress>> of(EventLoop loop, String name) {
        Promise<List<InetAddress>> answer = Promise.promise();
        synchronized (this) {
            Known known = names.get(name);
            if (known != null && nanoTime.getAsLong() - known.since < MEMORY_NANOS) {
                return Future.succeededFuture(known.addresses);
            }
            Future<List<InetAddress>> asked = asking.get(name);
            if (asked != null) {
                return asked;
            }
            asking.put(name, answer.future());
        }
        lookup.addresses(loop, name).onComplete(result -> {
            if (result.succeeded()) {
                learn(name, result.result());
            }
            synchronized (this) {
                asking.remove(name);
            }
            answer.handle(result);
        });
        return answer.future();
    }

    private void learn(String name, List<InetAddress> addresses) {
        boolean differs;
        synchronized (this) {
            Known before = names.get(name);
            differs = before != null && !Set.copyOf(before.addresses).equals(Set.copyOf(addresses));
            names.put(name, new Known(List.copyOf(addresses), nanoTime.getAsLong()));
        }
        if (differs) {
            changed.accept(name, Set.copyOf(addresses));
        }
    }
}
