package dev.cistern.net.client;

import dev.cistern.net.client.HostFigures.Address;
import dev.cistern.net.pool.HostKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Spreads a host's connections over the addresses of its name: of two addresses taken at random, a dial goes to the one
 * with fewer connections, those being dialled included. So an address that is new gets most of the dials until it has its
 * share, and yet no crowd of dials at a time falls upon it. One that could not be reached has the fewest connections of
 * all; it is left out for a time that grows with every failure, and then tried by one dial. Safe for all threads.
 */
final class Spread {
    /** Hosts without a connection beyond these are forgotten, the one dialled the longest ago first. */
    static final int MOST_HOSTS = 1_024;

    /** Addresses of a host beyond these are forgotten, if they have neither a connection nor failed just now. */
    private static final int MOST_PLACES = 64;

    private static final long FIRST_AVOIDANCE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_DOUBLINGS = 5;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<HostKey, Map<InetAddress, Place>> hosts = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Place {
        private int open;
        private int failures;
        private long avoidedUntil;

        private boolean avoided(long now) {
            return failures > 0 && now - avoidedUntil < 0;
        }
    }

    /** @param random used by one thread at a time */
    Spread(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /**
     * Chooses where to dial, and counts the dial as a connection until it {@link #failed} or its connection has {@link
     * #left}.
     *
     * @param choice at least one
     */
    synchronized InetAddress take(HostKey host, List<InetAddress> choice) {
        long now = nanoTime.getAsLong();
        Map<InetAddress, Place> places = known(host);
        List<InetAddress> good = new ArrayList<>(choice.size());
        for (InetAddress address : choice) {
            Place place = places.get(address);
            if (place == null || !place.avoided(now)) {
                good.add(address);
            }
        }
        if (places.size() > MOST_PLACES) {
            places.values().removeIf(place -> place.open == 0 && !place.avoided(now));
        }
        InetAddress chosen = lessLoaded(places, good.isEmpty() ? choice : good);
        Place place = places.computeIfAbsent(chosen, unknown -> new Place());
        place.open++;
        avoid(place, now);
        return chosen;
    }

    private Map<InetAddress, Place> known(HostKey host) {
        Map<InetAddress, Place> places = hosts.get(host);
        if (places == null) {
            if (hosts.size() >= MOST_HOSTS) {
                forgetOne();
            }
            places = new HashMap<>();
            hosts.put(host, places);
        }
        return places;
    }

    private void forgetOne() {
        HostKey eldest = null;
        for (Map.Entry<HostKey, Map<InetAddress, Place>> entry : hosts.entrySet()) {
            if (entry.getValue().values().stream().allMatch(place -> place.open == 0)) {
                eldest = entry.getKey();
                break;
            }
        }
        if (eldest != null) {
            hosts.remove(eldest);
        }
    }

    private InetAddress lessLoaded(Map<InetAddress, Place> places, List<InetAddress> choice) {
        int size = choice.size();
        int one = random.nextInt(size);
        int other = size == 1 ? one : (one + 1 + random.nextInt(size - 1)) % size;
        boolean otherHasFewer = open(places, choice.get(other)) < open(places, choice.get(one));
        return choice.get(otherHasFewer ? other : one);
    }

    private static int open(Map<InetAddress, Place> places, InetAddress address) {
        Place place = places.get(address);
        return place == null ? 0 : place.open;
    }

    /** While one dial tries an address that failed, no other does. */
    private static void avoid(Place place, long now) {
        if (place.failures > 0) {
            int doublings = Math.min(place.failures - 1, MOST_DOUBLINGS);
            place.avoidedUntil = now + (FIRST_AVOIDANCE_NANOS << doublings);
        }
    }

    /** A dial came to nothing. */
    synchronized void failed(HostKey host, InetAddress address) {
        Place place = place(host, address);
        if (place != null) {
            place.open--;
            place.failures++;
            avoid(place, nanoTime.getAsLong());
        }
    }

    /** A dial became a connection. */
    synchronized void reached(HostKey host, InetAddress address) {
        Place place = place(host, address);
        if (place != null) {
            place.failures = 0;
        }
    }

    /** A connection is gone. */
    synchronized void left(HostKey host, InetAddress address) {
        Place place = place(host, address);
        if (place != null) {
            place.open--;
            forgetIfEmpty(host, address, place);
        }
    }

    private void forgetIfEmpty(HostKey host, InetAddress address, Place place) {
        Map<InetAddress, Place> places = hosts.get(host);
        if (places != null && place.open == 0 && place.failures == 0) {
            places.remove(address);
            if (places.isEmpty()) {
                hosts.remove(host);
            }
        }
    }

    private @Nullable Place place(HostKey host, InetAddress address) {
        Map<InetAddress, Place> places = hosts.get(host);
        return places == null ? null : places.get(address);
    }

    /** The addresses of each host that have a connection or have failed. */
    synchronized Map<HostKey, List<Address>> read() {
        long now = nanoTime.getAsLong();
        Map<HostKey, List<Address>> read = new HashMap<>();
        hosts.forEach((host, places) -> {
            List<Address> addresses = new ArrayList<>();
            places.forEach((address, place) ->
                    addresses.add(new Address(address.getHostAddress(), place.open, place.avoided(now))));
            read.put(host, addresses);
        });
        return read;
    }
}
