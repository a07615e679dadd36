package dev.cistern.cluster.place;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Weighted rendezvous hashing that spreads copies over zones. Each member draws, for each blob, a time until it would take it; the
 * earliest of each zone come first. A member that comes or goes changes nothing about the draws of the others, so only what it
 * takes or leaves moves. Immutable.
 *
 * <p>The times are exponential, with a rate that is fitted to the weight of the zone; its members divide that by their weights.
 */
public final class Placement {
    private final List<Rated> members;
    private final int copies;

    private record Rated(int number, String zone, double rate) {}

    private record Draw(int number, String zone, double time) {}

    /**
     * Places blobs on these.
     *
     * @param members in any order
     * @param wanted copies of each blob, 1 or more
     */
    public Placement(Collection<Candidate> members, int wanted) {
        this.copies = Math.min(wanted, members.size());
        NavigableMap<String, Double> zones = new TreeMap<>();
        for (Candidate member : members) {
            zones.merge(member.zoneOrOwn(), (double) member.weight(), Double::sum);
        }
        double[] weights =
                zones.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] rates = Rates.of(weights, Math.min(wanted, weights.length));
        List<String> names = List.copyOf(zones.keySet());
        this.members = members.stream()
                .map(member -> {
                    int zone = names.indexOf(member.zoneOrOwn());
                    return new Rated(member.number(), names.get(zone), rates[zone] * member.weight() / weights[zone]);
                })
                .toList();
    }

    /** Copies that each blob ought to have: as many as wanted, or as there are members. */
    public int copies() {
        return copies;
    }

    /** The members that ought to hold a blob, the first before the others. */
    public List<Integer> wished(long blobId) {
        List<Integer> order = order(blobId);
        return order.subList(0, Math.min(copies, order.size()));
    }

    /** All members, in the order in which they are wished; whoever is away is replaced by the next. */
    public List<Integer> order(long blobId) {
        List<Draw> draws = new ArrayList<>(members.size());
        for (Rated member : members) {
            draws.add(new Draw(member.number, member.zone, time(blobId, member)));
        }
        draws.sort(Comparator.comparingDouble(Draw::time).thenComparingInt(Draw::number));
        List<Integer> order = new ArrayList<>(draws.size());
        while (!draws.isEmpty()) {
            Set<String> zones = new HashSet<>();
            List<Draw> later = new ArrayList<>();
            for (Draw draw : draws) {
                if (zones.add(draw.zone)) {
                    order.add(draw.number);
                } else {
                    later.add(draw);
                }
            }
            draws = later;
        }
        return order;
    }

    private static double time(long blobId, Rated member) {
        long hash = mixed(mixed(blobId) ^ (member.number + 1) * 0x9E37_79B9_7F4A_7C15L);
        double uniform = ((hash >>> 11) + 1) * 0x1.0p-53;
        return -StrictMath.log(uniform) / member.rate;
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit of the argument. */
    private static long mixed(long number) {
        long z = number + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
