package dev.cistern.net.advice;

import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.HostTraffic;
import dev.cistern.net.pool.RecordedRequests;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was asked of a host, in the figures that its pool is sized by: of the last five minutes, or of as much of the last
 * hour as was recorded, where five minutes saw fewer than {@value #FEWEST} requests.
 *
 * @param host which
 * @param requests how many, λ times the time
 * @param over the time
 * @param ratePerSecond λ
 * @param serviceTime S, the mean time for which a request held its connection
 * @param meanConcurrency L = λ·S, requests at once on average
 * @param p999Concurrency C: 99.9 % of the recorded requests came when no more were at it, themselves included; where there
 *     are bursts, 99.9 % of the requests of five minutes came in a second that saw no more at once
 * @param peakConcurrency most requests at once
 * @param gap95 the time between one request and the next that 95 % of them do not exceed
 * @param reuseGap R: with connections kept idle for so long, all but two of 1,000 requests find the one that they need
 * @param bursts those above what chance explains
 * @param recorded the requests that replays play: those of the last five minutes, or more when these were few, or fewer
 *     when there were more than the recording holds
 */
public record HostLoad(
        HostKey host,
        long requests,
        Duration over,
        double ratePerSecond,
        Duration serviceTime,
        double meanConcurrency,
        int p999Concurrency,
        int peakConcurrency,
        Duration gap95,
        Duration reuseGap,
        Bursts bursts,
        RecordedRequests recorded) {

    /** Fewer requests than these say too little. */
    public static final int FEWEST = 100;

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int MANY = 1_000;
    private static final double MISSES = 0.002;

    static HostLoad of(HostKey host, HostTraffic traffic) {
        RecordedRequests all = traffic.requests();
        RecordedRequests last = all.last(FIVE_MINUTES);
        RecordedRequests recorded = last.count() >= MANY ? last : all;
        Concurrency atOnce = Concurrency.of(recorded, Math.max(1, traffic.leasesPerConnection()));
        Seconds seconds = Seconds.of(traffic.seconds());
        return of(host, seconds.arrivals() >= FEWEST ? seconds : Seconds.of(recorded, atOnce), atOnce, recorded);
    }

    private static HostLoad of(HostKey host, Seconds seconds, Concurrency atOnce, RecordedRequests recorded) {
        Duration over = seconds.length();
        double rate = over.isZero() ? 0 : seconds.arrivals() / (over.toNanos() / 1e9);
        double concurrency = rate * seconds.meanService().toNanos() / 1e9;
        Bursts bursts = seconds.bursts(byChance(concurrency));
        int met = atOnce.met(0.999);
        return new HostLoad(
                host,
                seconds.arrivals(),
                over,
                rate,
                seconds.meanService(),
                concurrency,
                bursts.matter(seconds.arrivals()) ? Math.max(met, seconds.peak(0.999)) : met,
                seconds.peak(1),
                recorded.gap(0.95),
                atOnce.idleFor(MISSES),
                bursts,
                recorded);
    }

    /** L + 3√L, rounded up: requests that come independently of each other are hardly ever more at once. */
    static int byChance(double meanConcurrency) {
        return (int) Math.ceil(meanConcurrency + 3 * Math.sqrt(meanConcurrency) - 1e-9);
    }

    /**
     * Whether there were requests enough to advise by.
     *
     * @return whether {@value #FEWEST} or more are known
     */
    public boolean enough() {
        return requests >= FEWEST && recorded.count() >= FEWEST;
    }

    /**
     * Whether there are bursts that would cost dials if connections were not kept for them.
     *
     * @return whether they would cost two or more for every thousand requests
     */
    public boolean isBursty() {
        return bursts.matter(requests);
    }

    /**
     * Dials begun for every thousand of the recorded requests.
     *
     * @return what the pool did, not what a model says
     */
    public double dialsPerThousand() {
        return recorded.count() == 0 ? 0 : 1_000.0 * recorded.dials() / recorded.count();
    }

    /** The mean of something over hosts, by the rates of their requests. */
    static double byRate(List<HostLoad> loads, ToDoubleFunction<HostLoad> figure) {
        double rates = loads.stream().mapToDouble(HostLoad::ratePerSecond).sum();
        double sum = loads.stream()
                .mapToDouble(load -> load.ratePerSecond() * figure.applyAsDouble(load))
                .sum();
        return rates == 0 ? 0 : sum / rates;
    }
}
