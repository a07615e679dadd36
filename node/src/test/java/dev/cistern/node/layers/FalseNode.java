package dev.cistern.node.layers;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.ConnectionLayer.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node whose figures are set by hand, on false time, with an alert board that looks at it. */
final class FalseNode {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String HOST = "http://10.0.0.7:80";

    final Map<Count, Long> clients = new EnumMap<>(Count.class);
    final Map<Count, Long> backends = new EnumMap<>(Count.class);
    final Map<CloseReason, Long> closes = new EnumMap<>(CloseReason.class);
    final List<Sample.LastClose> lastCloses = new ArrayList<>();
    final AlertBoard board = new AlertBoard();
    long openDescriptors = 100;
    int settingsProblems;
    StoreLoad store = StoreLoad.WELL;
    long requests;
    long failed;
    long seconds;

    static Sample sample(Map<Count, Long> counts, Map<CloseReason, Long> closes, List<Sample.LastClose> last) {
        return new Sample(Map.copyOf(counts), Map.copyOf(closes), List.copyOf(last), Map.of(), null);
    }

    /** Lets five seconds pass and looks. */
    @CanIgnoreReturnValue
    List<AlertState> look() {
        seconds += 5;
        Map<ConnectionLayer, Reading> readings = new LinkedHashMap<>();
        Reading ofClients = new Reading(sample(clients, Map.of(), List.of()), Map.of(), 1000);
        Sample total = sample(backends, closes, lastCloses);
        Reading ofBackends = new Reading(total, Map.of(HOST, total), 10);
        readings.put(layer("clients", Bound.LAYER, ofClients), ofClients);
        readings.put(layer("backends", Bound.HOST, ofBackends), ofBackends);
        NodeLoad load = new NodeLoad(requests, failed, openDescriptors, 1000, settingsProblems, store);
        return board.look(Moment.of(Duration.ofSeconds(seconds).toNanos(), START.plusSeconds(seconds), readings, load));
    }

    private static ConnectionLayer layer(String name, Bound bound, Reading reading) {
        return ConnectionLayer.of(1, name, bound, key -> false, () -> reading);
    }

    /** Looks until so much time has passed. */
    void lookFor(int lookedSeconds) {
        for (int passed = 0; passed < lookedSeconds; passed += 5) {
            look();
        }
    }

    void add(Map<Count, Long> layer, Count count, long more) {
        layer.merge(count, more, Long::sum);
    }

    void close(CloseReason reason, long more) {
        closes.merge(reason, more, Long::sum);
        lastCloses.add(new Sample.LastClose(HOST, reason, Duration.ofSeconds(1), 1, Duration.ZERO));
    }

    AlertState state(Alert alert) {
        return board.states().stream()
                .filter(state -> state.alert() == alert)
                .findFirst()
                .orElseThrow();
    }

    List<Alert> firing() {
        return board.states().stream()
                .filter(AlertState::firing)
                .map(AlertState::alert)
                .toList();
    }
}
