package dev.cistern.bench.net;

import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.HostTraffic.Second;

/** What is to be recommended after so much traffic. */
final class Advised {
    private Advised() {}

    /** {@code idle_conns_per_host} of the busiest host: L + 3 √L, where L is how many requests are served at a time. */
    static int idlePerHost(NearEnd near) {
        double busiest = near.client().traffic().values().stream()
                .mapToDouble(Advised::concurrency)
                .max()
                .orElse(0);
        return (int) Math.max(2, Math.ceil(busiest + 3 * Math.sqrt(busiest)));
    }

    private static double concurrency(HostTraffic traffic) {
        double served = traffic.seconds().stream()
                .mapToDouble(second -> second.serviceTime().toNanos() / 1e9)
                .sum();
        long busy =
                traffic.seconds().stream().filter(second -> arrived(second) > 0).count();
        return busy == 0 ? 0 : served / busy;
    }

    private static int arrived(Second second) {
        return second.arrivals();
    }
}
