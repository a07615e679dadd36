package dev.cistern.net.advice;

import dev.cistern.conf.Keys;
import dev.cistern.conf.ServerSettings;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.net.server.ServerTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the settings of layer 1, clients to node, should be. No shorter idle time is ever recommended: it is what peers and
 * clients have set their own times below.
 *
 * @param load what was asked
 * @param now what the requests cost, as measured
 * @param recommended what they would cost with the values recommended, and those values
 * @param settings the values, one by one, with their reasons; none when too little was seen
 * @param verdict all of it in a sentence
 * @param notes what else is worth knowing
 */
public record ServerAdvice(
        ServerLoad load,
        ServerForecast now,
        ServerForecast recommended,
        List<Recommendation> settings,
        String verdict,
        List<String> notes) {

    /** One new connection for a hundred requests is as good as none. */
    private static final double FEW_ACCEPTS = 10;

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /**
     * What values would be clamped to.
     *
     * @param maxConns most client connections
     * @param reasons why, by the key
     */
    public record Bounds(int maxConns, Map<String, String> reasons) {
        /** As many as the setting's range has. */
        public static final Bounds NONE = new Bounds(1_000_000, Map.of());
    }

    /**
     * Looks at what was seen.
     *
     * @param now the effective settings
     * @param figures the connections
     * @param traffic what was asked
     * @param bounds nothing is recommended beyond them
     * @return the advice
     */
    public static ServerAdvice of(ServerSettings now, ServerFigures figures, ServerTraffic traffic, Bounds bounds) {
        ServerLoad load = ServerLoad.of(figures, traffic);
        ServerForecast unchanged = ServerForecast.of(load, now, now);
        if (load.requests() < HostLoad.FEWEST) {
            String verdict = "nothing to say yet: " + load.requests() + " requests in "
                    + load.over().toSeconds() + " s, and it takes " + HostLoad.FEWEST;
            return new ServerAdvice(load, unchanged, unchanged, List.of(), verdict, List.of());
        }
        boolean closesTooSoon = load.acceptsPerThousand() > FEW_ACCEPTS
                && load.idleCloses() >= 0.5
                && load.gap99().multipliedBy(2).compareTo(now.idleTime()) >= 0;
        Duration idleNeed = closesTooSoon
                ? now.idleTime().multipliedBy(2)
                : load.gap99().multipliedBy(6).dividedBy(5);
        idleNeed = idleNeed.compareTo(LONGEST) > 0 ? LONGEST : idleNeed;
        boolean longer = closesTooSoon && idleNeed.compareTo(now.idleTime()) > 0;
        Duration idleTime = longer ? idleNeed : now.idleTime();
        int connsNeed = Math.min(bounds.maxConns(), 2 * load.peakOpen());
        boolean tight = figures.refused() > 0 || now.maxConns() < load.peakOpen() * 5 / 4;
        int maxConns = tight ? Math.max(now.maxConns(), connsNeed) : now.maxConns();
        List<Recommendation> settings = List.of(
                new Row<>(Keys.SERVER_IDLE_TIME, now.idleTime(), idleNeed, idleTime)
                        .because(idleWhy(load, closesTooSoon), bounds.reasons()),
                new Row<>(Keys.MAX_CONNS, now.maxConns(), connsNeed, maxConns)
                        .because("twice the " + load.peakOpen() + " open at once at most", bounds.reasons()));
        ServerSettings best = new ServerSettings(
                idleTime, now.headerTimeout(), maxConns, now.maxLifetime(), now.maxRequests(), now.drainTime());
        ServerForecast recommended = ServerForecast.of(load, now, best);
        return new ServerAdvice(
                load, unchanged, recommended, settings, verdict(settings, unchanged, recommended), notes(figures));
    }

    private static String idleWhy(ServerLoad load, boolean closesTooSoon) {
        String seen = "99 % of the requests on a used connection came within "
                + load.gap99().toMillis() + " ms";
        return closesTooSoon
                ? seen + ", near the idle time, and " + Needs.number(100 * load.idleCloses())
                        + " % of the closes are for idleness: what lies beyond cannot be seen, so twice the time, and"
                        + " look again"
                : seen + ", 1.2 times that";
    }

    private static String verdict(List<Recommendation> settings, ServerForecast now, ServerForecast then) {
        String changes = settings.stream()
                .filter(Recommendation::changes)
                .map(change -> change.key() + " " + change.now() + " → " + change.recommended())
                .collect(Collectors.joining(", "));
        String accepts = Needs.number(now.most()) + " new connections per 1,000 requests";
        if (changes.isEmpty()) {
            return "nothing to change: " + accepts;
        }
        return "change " + changes + ": " + accepts + ", then " + Needs.number(then.fewest()) + " to "
                + Needs.number(then.most());
    }

    private static List<String> notes(ServerFigures figures) {
        List<String> notes = new ArrayList<>();
        if (figures.refused() > 0) {
            notes.add(figures.refused() + " connections were refused since the start");
        }
        return List.copyOf(notes);
    }

    /**
     * Whether there is something to change.
     *
     * @return whether a setting is recommended that is not as now
     */
    public boolean changes() {
        return settings.stream().anyMatch(Recommendation::changes);
    }
}
