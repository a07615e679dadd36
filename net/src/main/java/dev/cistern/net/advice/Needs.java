package dev.cistern.net.advice;

import dev.cistern.conf.PoolSettings;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a host needs of its pool, by arithmetic on what was asked of it.
 *
 * <p>{@code L + 3√L} idle connections hold for requests that come independently of each other, when the number at once is
 * spread around L by √L; in bursts it is more, so that C, which was measured, counts as well. An idle time of {@code 4.6/λ}
 * holds where requests come one by one: a gap is then longer than {@code T} with probability {@code e^(−λT)}, 1 % at
 * {@code 4.6/λ}; and 1.2 times the gap of 95 % where they come regularly. Neither knows of the connections that are in use
 * only while more requests than usual are at it, by chance or in a burst: these lie idle from one such time to the next.
 * What they need was measured too, by the recording, and by the seconds of five minutes for bursts that lie farther apart.
 *
 * @param load what was asked
 * @param idleConns idle connections to be kept at most
 * @param idleConnsWhy how that comes about
 * @param idleTime how long to keep one
 * @param idleTimeWhy how that comes about
 * @param conns connections to be had at most
 * @param connsWhy how that comes about
 */
record Needs(
        HostLoad load,
        int idleConns,
        String idleConnsWhy,
        Duration idleTime,
        String idleTimeWhy,
        int conns,
        String connsWhy) {

    private static final int FEWEST_IDLE = 2;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    static Needs of(HostLoad load, int leases, @Nullable Duration hint, PoolSettings settings) {
        int byChance = HostLoad.byChance(load.meanConcurrency());
        int most = Math.max(FEWEST_IDLE, perConnection(Math.max(byChance, load.p999Concurrency()), leases));
        int conns = Math.max(most, perConnection(2 * Math.max(1, load.p999Concurrency()), leases));
        IdleTime time = IdleTime.of(load, hint, settings.maxLifetime());
        return new Needs(
                load,
                most,
                idleConnsWhy(load, leases, most),
                time.time(),
                time.why(),
                conns,
                "2 × C = 2 × " + load.p999Concurrency() + (leases > 1 ? ", " + leases + " to a connection" : ""));
    }

    private static int perConnection(int requests, int leases) {
        return (requests + leases - 1) / leases;
    }

    private static String idleConnsWhy(HostLoad load, int leases, int most) {
        int byChance = HostLoad.byChance(load.meanConcurrency());
        String words = "L = " + rate(load) + " × " + milliseconds(load.serviceTime()) + " = "
                + number(load.meanConcurrency()) + " at once, L + 3√L = " + byChance + "; C = " + load.p999Concurrency()
                + " at once or fewer for 99.9 % of the requests";
        if (load.isBursty()) {
            words += ", in bursts, of which L knows nothing";
        }
        if (leases > 1) {
            words += "; " + leases + " to a connection";
        }
        return words + "; so " + most;
    }

    static String rate(HostLoad load) {
        return number(load.ratePerSecond()) + "/s";
    }

    static String milliseconds(Duration time) {
        return number(time.toNanos() / 1e6) + " ms";
    }

    /** Three digits that count. */
    static String number(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** An idle time and how it comes about. */
    private record IdleTime(Duration time, String why) {

        static IdleTime of(HostLoad load, @Nullable Duration hint, Duration lifetime) {
            Duration byChance = seconds(4.6 / load.ratePerSecond());
            Duration byGaps = load.gap95().multipliedBy(6).dividedBy(5);
            String why = "4.6/λ = 4.6/" + number(load.ratePerSecond()) + " = " + text(byChance)
                    + " (1 % of chance gaps are longer), 1.2 × the 95 % gap " + text(load.gap95()) + " = "
                    + text(byGaps);
            Duration longest = longer(byChance, byGaps);
            if (load.reuseGap().compareTo(longest) > 0) {
                why += "; but as recorded, all but 2 of 1,000 requests find a connection only when it is kept for "
                        + text(load.reuseGap());
                longest = load.reuseGap();
            }
            if (load.isBursty()) {
                Duration byBursts = load.bursts().gap().multipliedBy(6).dividedBy(5);
                why += ", 1.2 × the gap " + text(load.bursts().gap()) + " between "
                        + load.bursts().count() + " bursts = " + text(byBursts);
                longest = longer(byBursts, longest);
            }
            IdleTime time = new IdleTime(rounded(longest), why);
            time = time.shortest(SHORTEST, "at least 1s");
            time = time.longest(lifetime.dividedBy(2), "at most half of the lifetime " + text(lifetime));
            return hint == null ? time : time.longest(hintLess(hint), "the peer keeps it for " + text(hint) + " only");
        }

        private IdleTime shortest(Duration bound, String words) {
            return time.compareTo(bound) >= 0 ? this : new IdleTime(bound, why + "; " + words);
        }

        private IdleTime longest(Duration bound, String words) {
            return time.compareTo(bound) <= 0 ? this : new IdleTime(bound, why + "; " + words);
        }

        /** What the pool itself keeps to: two seconds before the peer, or half of it if that is more. */
        private static Duration hintLess(Duration hint) {
            Duration half = hint.dividedBy(2);
            Duration margin = half.compareTo(Duration.ofSeconds(2)) < 0 ? half : Duration.ofSeconds(2);
            return hint.minus(margin);
        }

        private static Duration longer(Duration one, Duration other) {
            return one.compareTo(other) >= 0 ? one : other;
        }

        private static Duration seconds(double seconds) {
            return Duration.ofNanos(
                    (long) Math.min(seconds * 1e9, (double) Duration.ofDays(1).toNanos()));
        }

        /** Up to the next half second, whole second, or five seconds. */
        private static Duration rounded(Duration time) {
            long step = time.toSeconds() < 10 ? 500 : time.toSeconds() < 60 ? 1_000 : 5_000;
            return Duration.ofMillis((time.plusNanos(999_999).toMillis() + step - 1) / step * step);
        }

        private static String text(Duration time) {
            double seconds = time.toNanos() / 1e9;
            return seconds < 1 ? milliseconds(time) : number(seconds) + " s";
        }
    }
}
