package dev.cistern.net.advice;

import dev.cistern.conf.PoolKeys;
import dev.cistern.conf.PoolSettings;
import dev.cistern.net.pool.Replay.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Makes one set of values out of what the hosts of a layer need. Confined to one thread. */
final class Choice {
    /** Dials per 1,000 requests, to any host, that are worth a change. */
    private static final double WORTHWHILE = 0.5;
    /** Idle connections that take less are let be. */
    private static final long WORTH_FREEING_BYTES = 1 << 20;

    private final PoolKeys keys;
    private final Observed seen;
    private final Forecast now;
    private final Bounds bounds;
    private final List<Needs> needs;
    private final IdleLimits needed;
    private final int conns;

    /** For at least one host. */
    Choice(PoolKeys keys, Observed seen, Forecast now, Bounds bounds) {
        this.keys = keys;
        this.seen = seen;
        this.now = now;
        this.bounds = bounds;
        this.needs = now.loads().stream().map(this::needsOf).toList();
        long total = needs.stream().mapToLong(Needs::idleConns).sum();
        IdleLimits wanted = new IdleLimits(
                mostPatient().idleTime(),
                (int) Math.min(Integer.MAX_VALUE, total),
                mostIdle().idleConns());
        this.needed =
                wanted.least(new IdleLimits(bounds.longestIdleTime(), bounds.idleConns(), bounds.idleConnsPerHost()));
        this.conns = Math.min(bounds.connsPerHost(), busiest().conns());
    }

    private Needs needsOf(HostLoad load) {
        int leases = seen.replayed(load).leasesPerConnection();
        return Needs.of(load, leases, seen.keptIdleFor(load.host()), now.settings());
    }

    private Needs mostPatient() {
        return most(Comparator.comparing(Needs::idleTime));
    }

    private Needs mostIdle() {
        return most(Comparator.comparingInt(Needs::idleConns));
    }

    private Needs busiest() {
        return most(Comparator.comparingInt(Needs::conns));
    }

    private Needs most(Comparator<Needs> by) {
        return needs.stream().max(by).orElseThrow();
    }

    /** The values to be recommended, and what they come to; the forecast of now itself if there is nothing to change. */
    Forecast best() {
        IdleLimits kept = IdleLimits.of(now.settings());
        IdleLimits wanted = kept.most(needed);
        Forecast more = forecast(wanted);
        if (!isBetter(more)) {
            return forecast(leaner(kept));
        }
        IdleLimits least = wanted;
        for (int which = 0; which < 3; which++) {
            IdleLimits without = least.withOneOf(kept).get(which);
            if (!without.equals(least) && isNoWorse(forecast(without), more)) {
                least = without;
            }
        }
        return forecast(least);
    }

    /** What is needed, where that frees memory that is worth it and costs no dials; else what there is. */
    private IdleLimits leaner(IdleLimits kept) {
        IdleLimits lean = kept.least(needed);
        if (now.idleBytes() < WORTH_FREEING_BYTES) {
            return kept;
        }
        Forecast forecast = forecast(lean);
        boolean frees = now.idleBytes() - forecast.idleBytes() >= WORTH_FREEING_BYTES;
        return frees && isNoWorse(forecast, now) ? lean : kept;
    }

    private Forecast forecast(IdleLimits idle) {
        PoolSettings current = now.settings();
        PoolSettings settings = current.withIdle(idle.time(), idle.total(), idle.perHost())
                .withConnsPerHost(Math.max(current.connsPerHost(), conns));
        return settings.equals(current) ? now : Forecast.of(seen, now.loads(), settings);
    }

    private boolean isBetter(Forecast other) {
        return !isNoWorse(now, other);
    }

    /** Whether no host has more dials than with another forecast, nor more refusals, that would be worth a change. */
    private static boolean isNoWorse(Forecast one, Forecast other) {
        return one.hosts().entrySet().stream().allMatch(host -> {
            Outcome outcome = host.getValue();
            Outcome others = other.hosts().get(host.getKey());
            return others == null
                    || (outcome.dialsPerThousand() - others.dialsPerThousand() < WORTHWHILE
                            && outcome.refused() <= others.refused());
        });
    }

    List<Recommendation> settings(PoolSettings best) {
        PoolSettings current = now.settings();
        List<Recommendation> settings = new ArrayList<>();
        settings.add(new Row<>(keys.idleTime(), current.idleTime(), needed.time(), best.idleTime())
                .because(of(mostPatient()) + mostPatient().idleTimeWhy(), bounds.reasons()));
        settings.add(new Row<>(keys.idleConns(), current.idleConns(), needed.total(), best.idleConns())
                .because("what the hosts need together: " + sum(), bounds.reasons()));
        settings.add(new Row<>(
                        keys.idleConnsPerHost(), current.idleConnsPerHost(), needed.perHost(), best.idleConnsPerHost())
                .because(of(mostIdle()) + mostIdle().idleConnsWhy(), bounds.reasons()));
        settings.add(new Row<>(keys.connsPerHost(), current.connsPerHost(), conns, best.connsPerHost())
                .because(of(busiest()) + busiest().connsWhy(), bounds.reasons()));
        return List.copyOf(settings);
    }

    private String sum() {
        return needs.stream().map(host -> Integer.toString(host.idleConns())).collect(Collectors.joining(" + "));
    }

    private String of(Needs host) {
        return needs.size() == 1 ? "" : host.load().host() + " asks for the most: ";
    }

    String verdict(Forecast best) {
        String dials = Needs.number(now.dialsPerThousand());
        if (best.settings().equals(now.settings())) {
            return "nothing to change: " + dials + " dials per 1,000 requests by the model, and more would save none";
        }
        String changes = settings(best.settings()).stream()
                .filter(Recommendation::changes)
                .map(change -> change.key() + " " + change.now() + " → " + change.recommended())
                .collect(Collectors.joining(", "));
        return "change " + changes + ": by the model " + dials + " → " + Needs.number(best.dialsPerThousand())
                + " dials per 1,000 requests, " + kib(now.idleBytes()) + " → " + kib(best.idleBytes())
                + " of idle connections";
    }

    private static String kib(long bytes) {
        return (bytes + 1023) / 1024 + " KiB";
    }
}
