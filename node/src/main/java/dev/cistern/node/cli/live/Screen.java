package dev.cistern.node.cli.live;

import dev.cistern.node.cli.live.Line.Tone;
import dev.cistern.node.cli.live.Look.Alarm;
import dev.cistern.node.cli.live.Look.Part;
import dev.cistern.node.cli.transfer.Quantities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cistern top} shows: text that follows from two looks and what the person chose, and from nothing else.
 *
 * @param endpoint the node
 * @param layer number of the only layer that is shown; 0 for all
 * @param mode what is in the foreground
 */
public record Screen(String endpoint, int layer, Mode mode) {
    /** What is in the foreground. */
    public enum Mode {
        RUNNING,
        PAUSED,
        HELP
    }

    /** Rows and columns. */
    public record Size(int rows, int columns) {}

    private static final int MOST_ALARMS = 4;
    private static final int HOSTS = 8;

    /** After a key; those that mean nothing change nothing. */
    Screen pressed(int key) {
        return switch (key) {
            case 'p', ' ' -> new Screen(endpoint, layer, mode == Mode.PAUSED ? Mode.RUNNING : Mode.PAUSED);
            case 'h', '?' -> new Screen(endpoint, layer, mode == Mode.HELP ? Mode.RUNNING : Mode.HELP);
            case '1', '2', '3' -> new Screen(endpoint, layer == key - '0' ? 0 : key - '0', Mode.RUNNING);
            case '0', 'a' -> new Screen(endpoint, 0, Mode.RUNNING);
            default -> this;
        };
    }

    /**
     * What fits, from the top.
     *
     * @param since the looks
     * @param size of the terminal
     * @param trouble why there is no newer look; null when there is none
     */
    List<Line> frame(Since since, Size size, @Nullable String trouble) {
        List<Line> lines = new ArrayList<>();
        lines.add(title(since.now(), size.columns()));
        lines.add(Line.plain(load(since)));
        if (trouble != null) {
            lines.add(new Line(trouble, Tone.ALARM));
        }
        alarms(since.now(), lines);
        lines.add(Line.plain(""));
        if (mode == Mode.HELP) {
            HELP.lines().map(Line::plain).forEach(lines::add);
        } else {
            for (Part part : since.now().layers()) {
                if (layer == 0 || layer == part.json().at("number").number()) {
                    layer(since, part, size.columns(), lines);
                }
            }
            hosts(since, lines);
        }
        return lines.stream()
                .limit(Math.max(1, size.rows()))
                .map(line -> line.cut(size.columns()))
                .toList();
    }

    private Line title(Look now, int columns) {
        String left = " cistern top  " + endpoint + "  up " + Quantities.time(now.uptime());
        String state = mode == Mode.PAUSED ? "PAUSED  " : "";
        for (String keys : List.of("q quit  1 2 3 layer  p pause  h help ", "q quit  h help ", "")) {
            int gap = columns - left.length() - state.length() - keys.length();
            if (gap >= 1) {
                return new Line(left + " ".repeat(gap) + state + keys, Tone.TITLE);
            }
        }
        return new Line(left, Tone.TITLE);
    }

    private static String load(Since since) {
        Look now = since.now();
        return String.format(
                Locale.ROOT,
                " %s requests/s   %s failures/s   %,d of %,d descriptors",
                Since.shown(since.ofNode("requests")),
                Since.shown(since.ofNode("failed")),
                now.ofNode("open_descriptors"),
                now.ofNode("most_descriptors"));
    }

    private static void alarms(Look now, List<Line> lines) {
        List<Alarm> alarms = now.alarms();
        alarms.stream().limit(MOST_ALARMS).forEach(alarm -> {
            lines.add(new Line(
                    " ! " + alarm.text("alert") + " for " + Quantities.time(now.since(alarm)) + ": "
                            + alarm.text("summary"),
                    Tone.ALARM));
            lines.add(new Line("   " + String.join("; ", alarm.evidence()), Tone.ALARM));
        });
        if (alarms.size() > MOST_ALARMS) {
            lines.add(new Line(" ! and " + (alarms.size() - MOST_ALARMS) + " more: cistern connections", Tone.ALARM));
        }
    }

    private void layer(Since since, Part part, int columns, List<Line> lines) {
        Part then = since.before(part, part);
        String head = "%d %-9s %s req/s   %s dials/1,000   %s"
                .formatted(
                        part.json().at("number").number(),
                        part.name(),
                        Since.shown(since.rate(then.figure("requests"), part.figure("requests"))),
                        Since.shown(since.begunPerThousand(then, part)),
                        closing(since, then, part));
        lines.add(new Line(" " + head.stripTrailing(), Tone.HEADING));
        boolean pooled = part.has("waiting");
        Bars bars = new Bars(columns, most(part));
        lines.add(Line.plain(bars.pair("idle", part.figure("idle"), "active", part.figure("active"))));
        lines.add(Line.plain(
                pooled
                        ? bars.pair("waiting", part.figure("waiting"), "dialling", part.figure("dialling"))
                        : bars.pair("in header", part.figure("in_header"), "draining", part.figure("draining"))));
        if (layer != 0) {
            details(since, part, lines);
        }
        lines.add(Line.plain(""));
    }

    private static long most(Part part) {
        long most = 10;
        for (String name : List.of("idle", "active", "waiting", "dialling", "in_header")) {
            most = Math.max(most, part.figure(name));
        }
        return most;
    }

    private static String closing(Since since, Part then, Part part) {
        Map<String, Double> rates = since.closes(then, part);
        return rates.isEmpty()
                ? ""
                : rates.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(entry -> entry.getKey() + " " + Since.shown(java.util.OptionalDouble.of(entry.getValue()))
                                + "/s")
                        .collect(Collectors.joining(", ", "closes: ", ""));
    }

    private static void details(Since since, Part part, List<Line> lines) {
        if (part.has("waiting")) {
            lines.add(Line.plain("   wait for a connection " + times(part, "acquire_times") + "   dial "
                    + times(part, "dial_times")));
        }
        lines.add(Line.plain("   age " + times(part, "ages") + "   idle for " + times(part, "idle_times")));
        Map<String, Double> rates = since.closes(since.before(part, part), part);
        part.closes().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> lines.add(Line.plain(String.format(
                        Locale.ROOT,
                        "   %-16s %,10d closed %8s/s   %s",
                        entry.getKey(),
                        entry.getValue(),
                        Since.shown(java.util.OptionalDouble.of(rates.getOrDefault(entry.getKey(), 0.0))),
                        Reasons.meaning(entry.getKey())))));
    }

    private static String times(Part part, String name) {
        return "p50 " + Times.shown(part.millis(name + "_p50_ms")) + " p99 "
                + Times.shown(part.millis(name + "_p99_ms"));
    }

    /** A host of a layer and how much is asked of it. */
    private record Busy(Part layer, Part host, double rate) {}

    private void hosts(Since since, List<Line> lines) {
        List<Busy> busiest = since.now().layers().stream()
                .filter(part -> layer == 0 || layer == part.json().at("number").number())
                .flatMap(part -> part.hosts().stream().map(host -> busy(since, part, host)))
                .sorted(Comparator.comparingDouble(Busy::rate)
                        .thenComparingLong(busy -> busy.host.figure("requests"))
                        .reversed())
                .limit(layer == 0 ? HOSTS : Integer.MAX_VALUE)
                .toList();
        if (busiest.isEmpty()) {
            return;
        }
        String row = " %-30s %8s %5s %6s %5s %7s %9s";
        lines.add(new Line(
                row.formatted("BUSIEST HOSTS", "REQ/S", "IDLE", "ACTIVE", "WAIT", "/1,000", "WAIT p99"), Tone.HEADING));
        for (Busy busy : busiest) {
            Part host = busy.host;
            lines.add(Line.plain(row.formatted(
                    busy.layer.json().at("number").number() + " " + host.name(),
                    busy.rate < 0 ? "–" : Since.shown(java.util.OptionalDouble.of(busy.rate)),
                    host.figure("idle"),
                    host.figure("active"),
                    host.figure("waiting"),
                    Since.shown(since.begunPerThousand(since.before(busy.layer, host), host)),
                    Times.shown(host.millis("acquire_times_p99_ms")))));
        }
    }

    private static Busy busy(Since since, Part layer, Part host) {
        long then = since.before(layer, host).figure("requests");
        return new Busy(layer, host, since.rate(then, host.figure("requests")).orElse(-1));
    }

    private static final String HELP = """
             q        quit
             1 2 3    one layer: 1 clients, 2 peers, 3 backends; the same key again: all
             p        pause; the terminal can then be read and copied
             h        this help

             idle         connections that wait for a request
             active       connections with a request in flight
             waiting      requests that wait for a connection: the pool is too small, or the host slow
             dialling     connections being made
             dials/1,000  new connections for 1,000 requests: near 0 is good, near 1,000 means no reuse
             closes       why connections end, a second; 'cistern connections' explains each reason
             !            an alert; 'cistern connections' says what to do\
            """;
}
