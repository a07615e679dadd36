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
import org.jspecify.annotations.Nullable;

/**
 * The addresses of names, asked for when a connection is dialled and believed for at most {@value #MEMORY_SECONDS} s.
 * Dials are spread over the addresses of a name in turn. Safe for all threads.
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

    private static final class Known {
        private final List<InetAddress> addresses;
        private final long since;
        private int turn;

        Known(List<InetAddress> addresses, long since, int turn) {
            this.addresses = addresses;
            this.since = since;
            this.turn = turn;
        }
    }

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

    /** The addresses of a name, the one whose turn it is first. */
    Future<List<InetAddress>> of(EventLoop loop, String name) {
        Promise<List<InetAddress>> answer = Promise.promise();
        synchronized (this) {
            Known known = names.get(name);
            if (known != null && nanoTime.getAsLong() - known.since < MEMORY_NANOS) {
                return Future.succeededFuture(inTurn(known));
            }
            Future<List<InetAddress>> asked = asking.get(name);
            if (asked != null) {
                return asked.map(addresses -> inTurn(name, addresses));
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
        return answer.future().map(addresses -> inTurn(name, addresses));
    }

    private void learn(String name, List<InetAddress> addresses) {
        boolean differs;
        synchronized (this) {
            Known before = names.get(name);
            differs = before != null && !Set.copyOf(before.addresses).equals(Set.copyOf(addresses));
            names.put(name, new Known(List.copyOf(addresses), nanoTime.getAsLong(), before == null ? 0 : before.turn));
        }
        if (differs) {
            changed.accept(name, Set.copyOf(addresses));
        }
    }

    private synchronized List<InetAddress> inTurn(String name, List<InetAddress> addresses) {
        @Nullable Known known = names.get(name);
        return known == null ? addresses : inTurn(known);
    }

    private static List<InetAddress> inTurn(Known known) {
        int size = known.addresses.size();
        int first = Math.floorMod(known.turn++, size);
        InetAddress[] turned = new InetAddress[size];
        for (int at = 0; at < size; at++) {
            turned[at] = known.addresses.get((first + at) % size);
        }
        return List.of(turned);
    }
}
