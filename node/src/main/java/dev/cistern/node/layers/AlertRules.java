package dev.cistern.node.layers;

import dev.cistern.net.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** When alerts are true. Thresholds stand here and, for Prometheus, in the rules of the same names. */
final class AlertRules {
    private static final double HIGH = 0.8;
    private static final double STALE_SHARE = 0.01;
    private static final double FAILED_DIALS_SHARE = 0.1;
    private static final double FAILED_REQUESTS_SHARE = 0.01;
    private static final double DIALS_PER_REQUEST = 0.1;
    /** Fewer than so many in a minute say nothing about a share. */
    private static final long FEW_STALE = 5;

    private static final long FEW_FAILED_DIALS = 3;
    private static final long FEW_FAILED_REQUESTS = 5;
    private static final long FEW_REQUESTS = 100;
    private static final long FEW_DELAYED = 10;
    private static final int MOST_NAMES = 3;

    private AlertRules() {}

    /** Why an alert is true at the newest moment; empty when it is not. */
    static List<Evidence> judge(Alert alert, Window window) {
        return switch (alert) {
            case CONNECTIONS_HIGH -> connectionsHigh(window);
            case CLIENTS_REFUSED -> clientsRefused(window);
            case POOL_SATURATED -> poolSaturated(window);
            case STALE_CONNECTIONS -> staleConnections(window);
            case DIAL_ERRORS -> dialErrors(window);
            case CONNECTION_CHURN -> connectionChurn(window);
            case DIAL_RATE_LIMITED -> dialRateLimited(window);
            case CONNECTION_LEAKS -> connectionLeaks(window);
            case PING_TIMEOUTS -> pingTimeouts(window);
            case REQUESTS_FAILING -> requestsFailing(window);
            case SETTINGS_REJECTED -> settingsRejected(window);
            case DISK_LOW, DISK_FULL, DISK_FAILED, OBJECTS_DAMAGED ->
                StoreRules.judge(alert, window.newest().load().store());
        };
    }

    private static List<Evidence> connectionsHigh(Window window) {
        List<Evidence> found = new ArrayList<>();
        window.newest().layers().forEach((name, layer) -> {
            if (layer.bound() == ConnectionLayer.Bound.LAYER) {
                found.addAll(high(name, "connections open", layer.total().count(Count.OPEN), layer.mostOpen()));
            }
        });
        NodeLoad load = window.newest().load();
        found.addAll(high("process", "file descriptors open", load.openDescriptors(), load.mostDescriptors()));
        return found;
    }

    private static List<Evidence> high(String where, String what, long open, long most) {
        if (most <= 0 || open <= HIGH * most) {
            return List.of();
        }
        return List.of(new Evidence(where, "%d of %d %s (%d %%)".formatted(open, most, what, 100 * open / most)));
    }

    private static List<Evidence> clientsRefused(Window window) {
        return eachLayer(window, (name, layer) -> {
            long refused = window.added(name, sample -> sample.count(Count.REFUSED));
            return layer.bound() == ConnectionLayer.Bound.LAYER && refused > 0
                    ? "%d turned away in %s; %d of %d open"
                            .formatted(refused, span(window), layer.total().count(Count.OPEN), layer.mostOpen())
                    : null;
        });
    }

    private static List<Evidence> poolSaturated(Window window) {
        Map<String, Moment.OfLayer> before = window.previous().layers();
        List<Evidence> found = new ArrayList<>();
        window.newest().layers().forEach((name, layer) -> {
            Moment.OfLayer then = before.getOrDefault(name, layer);
            for (Moment.FullHost host : layer.full()) {
                long refused = host.refused() - refusedBefore(then, host);
                if (host.waiting() > 0 || refused > 0) {
                    found.add(new Evidence(
                            name + " " + host.host(),
                            "%d of %d connections open, %d requests waiting, %d refused since the look before"
                                    .formatted(host.open(), layer.mostOpen(), host.waiting(), refused)));
                }
            }
        });
        return found;
    }

    /** What it has now, where it was not full then. */
    private static long refusedBefore(Moment.OfLayer then, Moment.FullHost host) {
        return then.full().stream()
                .filter(other -> other.host().equals(host.host()))
                .findFirst()
                .orElse(host)
                .refused();
    }

    private static List<Evidence> staleConnections(Window window) {
        return eachLayer(window, (name, layer) -> {
            long lost = closed(window, name, CloseReason.PEER_FIN_IDLE, CloseReason.PEER_RST);
            long reused = window.added(name, sample -> sample.count(Count.REUSED));
            long retried = window.added(name, sample -> sample.count(Count.RETRIES));
            return dialled(layer) && stale(Math.max(lost, retried), reused)
                    ? "%d closed by the peer and %d requests retried, against %d reuses in %s%s"
                            .formatted(
                                    lost,
                                    retried,
                                    reused,
                                    span(window),
                                    names(layer, CloseReason.PEER_FIN_IDLE, CloseReason.PEER_RST))
                    : null;
        });
    }

    /** A retry follows from such a close, so they are not added up. */
    private static boolean stale(long lost, long reused) {
        return lost >= FEW_STALE && lost > STALE_SHARE * reused;
    }

    private static List<Evidence> dialErrors(Window window) {
        return eachLayer(window, (name, layer) -> {
            long failed = closed(window, name, CloseReason.CONNECT_FAIL, CloseReason.TLS_FAIL);
            long dials = window.added(name, sample -> sample.count(Count.DIALS));
            return failed >= FEW_FAILED_DIALS && failed > FAILED_DIALS_SHARE * dials
                    ? "%d of %d dials failed in %s%s"
                            .formatted(
                                    failed,
                                    dials,
                                    span(window),
                                    names(layer, CloseReason.CONNECT_FAIL, CloseReason.TLS_FAIL))
                    : null;
        });
    }

    private static List<Evidence> connectionChurn(Window window) {
        return eachLayer(window, (name, layer) -> {
            long dials = window.added(name, sample -> sample.count(Count.DIALS));
            long requests = window.added(name, sample -> sample.count(Count.REQUESTS));
            return dialled(layer) && requests >= FEW_REQUESTS && dials > DIALS_PER_REQUEST * requests
                    ? "%d dials for %d requests in %s: %d per 1,000"
                            .formatted(dials, requests, span(window), 1000 * dials / requests)
                    : null;
        });
    }

    private static List<Evidence> dialRateLimited(Window window) {
        return eachLayer(window, (name, layer) -> {
            long delayed = window.added(name, sample -> sample.count(Count.DIALS_DELAYED));
            return delayed >= FEW_DELAYED
                    ? "%d dials were held back in %s, %d are now"
                            .formatted(delayed, span(window), layer.total().count(Count.DIALS_HELD_BACK))
                    : null;
        });
    }

    private static List<Evidence> connectionLeaks(Window window) {
        return eachLayer(window, (name, layer) -> {
            long leaked = window.added(name, sample -> sample.count(Count.LEAKED));
            return leaked > 0
                    ? "%d not given back in %s%s".formatted(leaked, span(window), names(layer, CloseReason.LEAK))
                    : null;
        });
    }

    private static List<Evidence> pingTimeouts(Window window) {
        return eachLayer(window, (name, layer) -> {
            long silent = closed(window, name, CloseReason.PING_TIMEOUT);
            return silent > 0
                    ? "%d connections given up in %s%s"
                            .formatted(silent, span(window), names(layer, CloseReason.PING_TIMEOUT))
                    : null;
        });
    }

    private static List<Evidence> requestsFailing(Window window) {
        long failed = window.addedOfNode(NodeLoad::failed);
        long requests = window.addedOfNode(NodeLoad::requests);
        return failed >= FEW_FAILED_REQUESTS && failed > FAILED_REQUESTS_SHARE * requests
                ? List.of(new Evidence(
                        "node", "%d of %d requests failed in %s".formatted(failed, requests, span(window))))
                : List.of();
    }

    private static List<Evidence> settingsRejected(Window window) {
        int problems = window.newest().load().settingsProblems();
        return problems == 0
                ? List.of()
                : List.of(new Evidence("settings", problems + (problems == 1 ? " problem" : " problems")));
    }

    private static boolean dialled(Moment.OfLayer layer) {
        return layer.bound() == ConnectionLayer.Bound.HOST;
    }

    private static List<Evidence> eachLayer(
            Window window, BiFunction<String, Moment.OfLayer, @Nullable String> figures) {
        List<Evidence> found = new ArrayList<>();
        window.newest().layers().forEach((name, layer) -> {
            String text = figures.apply(name, layer);
            if (text != null) {
                found.add(new Evidence(name, text));
            }
        });
        return found;
    }

    private static long closed(Window window, String layer, CloseReason... reasons) {
        return window.added(layer, sample -> sample.closes(reasons));
    }

    private static String span(Window window) {
        return String.format(Locale.ROOT, "%d s", window.seconds());
    }

    /** The hosts of the most recent closes for these reasons. */
    private static String names(Moment.OfLayer layer, CloseReason... reasons) {
        Set<CloseReason> wanted = Set.of(reasons);
        Set<String> names = new TreeSet<>();
        for (Sample.LastClose close : layer.total().lastCloses()) {
            if (wanted.contains(close.reason()) && names.size() < MOST_NAMES) {
                names.add(close.peer());
            }
        }
        return names.isEmpty() ? "" : ", lately " + String.join(", ", names);
    }
}
