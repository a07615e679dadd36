package dev.cistern.node.cli;

import dev.cistern.node.cli.live.Look;
import dev.cistern.node.cli.live.Look.Alarm;
import dev.cistern.node.cli.live.Look.Part;
import dev.cistern.node.cli.live.Reasons;
import dev.cistern.node.cli.live.Since;
import dev.cistern.node.cli.live.Times;
import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What {@code cistern connections} prints: alerts first, then layer by layer. */
final class ConnectionsReport {
    private static final int HOSTS = 30;
    private static final int LAST_CLOSES = 5;
    private static final Map<String, String> WHO = Map.of(
            "clients", "that clients opened to this node",
            "peers", "that this node opens to other nodes",
            "backends", "that this node opens to the backends of buckets");

    private final Since since;
    private final Look now;

    ConnectionsReport(Since since) {
        this.since = since;
        this.now = since.now();
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "The node is up %s; %,d requests, %,d failed%s; %,d of %,d file descriptors are open.%n",
                Quantities.time(now.uptime()),
                now.ofNode("requests"),
                now.ofNode("failed"),
                since.known() ? " (" + Since.shown(since.ofNode("requests")) + " requests/s)" : "",
                now.ofNode("open_descriptors"),
                now.ofNode("most_descriptors"));
        printAlarms(out);
        for (Part layer : now.layers()) {
            out.println();
            printLayer(layer, out);
        }
    }

    private void printAlarms(PrintStream out) {
        for (Alarm alarm : now.alarms()) {
            out.println();
            out.printf(
                    "ALERT %s (%s, for %s): %s%n",
                    Terminal.printable(alarm.text("alert")),
                    Terminal.printable(alarm.text("severity")),
                    Quantities.time(now.since(alarm)),
                    Terminal.printable(alarm.text("summary")));
            alarm.evidence().forEach(line -> out.println("  " + Terminal.printable(line)));
            out.println("  what to do: " + Terminal.printable(alarm.text("advice")));
        }
    }

    private void printLayer(Part layer, PrintStream out) {
        out.printf(
                "%s. %s: connections %s%n",
                layer.text("number"),
                layer.name().toUpperCase(Locale.ROOT),
                WHO.getOrDefault(layer.name(), "of this node"));
        if (layer.has("waiting")) {
            printPooled(layer, out);
        } else {
            printClients(layer, out);
        }
        printHosts(layer, out);
        printCloses(layer, out);
        printLimits(layer.json().at("limits").elements(), out);
    }

    private void printClients(Part layer, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "   open      %,d: %,d idle, %,d active, %,d sending headers; %,d draining%n",
                layer.figure("open"),
                layer.figure("idle"),
                layer.figure("active"),
                layer.figure("in_header"),
                layer.figure("draining"));
        out.printf(
                Locale.ROOT,
                "   requests  %,d%s over %,d connections: %s connections for 1,000 requests; %,d turned away%n",
                layer.figure("requests"),
                rate(layer, "requests"),
                layer.figure("accepted"),
                perThousand(layer),
                layer.figure("refused"));
        out.printf("   age       %s; idle for %s%n", times(layer, "ages"), times(layer, "idle_times"));
    }

    private void printPooled(Part layer, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "   open      %,d: %,d idle, %,d active, %,d dialling, %,d draining; %,d requests wait for one%n",
                layer.figure("open"),
                layer.figure("idle"),
                layer.figure("active"),
                layer.figure("dialling"),
                layer.figure("draining"),
                layer.figure("waiting"));
        out.printf(
                Locale.ROOT,
                "   requests  %,d%s, of them %,d over a connection used before; %,d got none, %,d sent again%n",
                layer.figure("requests"),
                rate(layer, "requests"),
                layer.figure("reused"),
                layer.figure("refused"),
                layer.figure("retries"));
        out.printf(
                Locale.ROOT,
                "   dials     %,d%s, %,d succeeded: %s dials for 1,000 requests; a dial takes %s%n",
                layer.figure("dials"),
                rate(layer, "dials"),
                layer.figure("opened"),
                perThousand(layer),
                times(layer, "dial_times"));
        if (layer.figure("dials_delayed") + layer.figure("leaked") > 0) {
            out.printf(
                    Locale.ROOT,
                    "             %,d dials were delayed by dial_rate, %,d are now; %,d connections leaked%n",
                    layer.figure("dials_delayed"),
                    layer.figure("dials_held_back"),
                    layer.figure("leaked"));
        }
        printTrouble(layer, out);
        out.printf("   wait      for a connection %s%n", times(layer, "acquire_times"));
        out.printf(
                "   age       %s; idle for %s; idle ones take %s%n",
                times(layer, "ages"), times(layer, "idle_times"), Quantities.bytes(layer.figure("idle_bytes")));
    }

    private static void printTrouble(Part layer, PrintStream out) {
        if (layer.figure("repeated") + layer.figure("failed_fast") + layer.figure("throttled") + layer.figure("gone")
                > 0) {
            out.printf(
                    Locale.ROOT,
                    "   trouble   %,d hosts are gone; %,d requests repeated, %,d not for want of budget, %,d failed at once;"
                            + " %,d answers 429 or 503, for which %,d requests are held back; %,d bodies resumed%n",
                    layer.figure("gone"),
                    layer.figure("repeated"),
                    layer.figure("unpaid"),
                    layer.figure("failed_fast"),
                    layer.figure("throttled"),
                    layer.figure("held_back"),
                    layer.figure("resumed"));
        }
        if (layer.figure("hedged") + layer.figure("hedges_unpaid") > 0) {
            out.printf(
                    Locale.ROOT,
                    "   hedges    %,d slow reads were sent a second time, of which %,d were answered first; %,d not for want"
                            + " of budget%n",
                    layer.figure("hedged"),
                    layer.figure("hedges_won"),
                    layer.figure("hedges_unpaid"));
        }
    }

    private String perThousand(Part part) {
        return Since.shown(part.json()
                .at("dials_per_1000")
                .optionalText()
                .map(Double::valueOf)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty()));
    }

    private String rate(Part layer, String figure) {
        Part then = since.before(layer, layer);
        return since.known() ? " (" + Since.shown(since.rate(then.figure(figure), layer.figure(figure))) + "/s)" : "";
    }

    private static String times(Part part, String name) {
        Optional<Double> half = part.millis(name + "_p50_ms");
        return half.isEmpty()
                ? "–"
                : Times.shown(half) + " median, " + Times.shown(part.millis(name + "_p99_ms")) + " p99";
    }

    private void printHosts(Part layer, PrintStream out) {
        List<Part> hosts = layer.hosts().stream()
                .sorted(Comparator.comparingLong((Part host) -> host.figure("requests"))
                        .reversed())
                .toList();
        if (hosts.isEmpty()) {
            return;
        }
        Table table = new Table(
                "   HOST",
                "IDLE",
                "ACTIVE",
                "WAITING",
                "DIALLING",
                "DRAINING",
                "REQUESTS",
                "PER S",
                "DIALS",
                "PER 1,000",
                "WAIT P99",
                "DIAL P99");
        table.alignRight(1);
        for (Part host : hosts.subList(0, Math.min(HOSTS, hosts.size()))) {
            Part then = since.before(layer, host);
            table.row(
                    "   " + host.name(),
                    number(host, "idle"),
                    number(host, "active"),
                    number(host, "waiting"),
                    number(host, "dialling"),
                    number(host, "draining"),
                    number(host, "requests"),
                    Since.shown(since.rate(then.figure("requests"), host.figure("requests"))),
                    number(host, "dials"),
                    Since.shown(since.begunPerThousand(then, host)),
                    Times.shown(host.millis("acquire_times_p99_ms")),
                    Times.shown(host.millis("dial_times_p99_ms")));
            noteHost(host, table);
        }
        out.println();
        table.print(out);
        if (hosts.size() > HOSTS) {
            out.println("   and " + (hosts.size() - HOSTS) + " more; --json lists all");
        }
    }

    /** What is wrong with it, and which limits are lower for it. */
    private static void noteHost(Part host, Table table) {
        host.json().at("trouble").optionalText().ifPresent(trouble -> table.note("   " + Terminal.printable(trouble)));
        for (Json limit : host.json().at("limits").elements()) {
            table.note("   " + limit.at("key").text() + " "
                    + limit.at("effective").text() + ": " + limit.at("why").text());
        }
    }

    private static String number(Part part, String figure) {
        return String.format(Locale.ROOT, "%,d", part.figure(figure));
    }

    private void printCloses(Part layer, PrintStream out) {
        Map<String, Long> closes = layer.closes();
        if (closes.isEmpty()) {
            return;
        }
        Map<String, Double> rates = since.closes(since.before(layer, layer), layer);
        Table table = new Table("   CLOSED", "COUNT", "PER S", "BECAUSE");
        closes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(close -> table.row(
                        "   " + close.getKey(),
                        String.format(Locale.ROOT, "%,d", close.getValue()),
                        since.known() ? Since.shown(OptionalDouble.of(rates.getOrDefault(close.getKey(), 0.0))) : "–",
                        Reasons.meaning(close.getKey())));
        out.println();
        table.print(out);
        printLastCloses(layer.json().at("recent_closes").elements(), out);
    }

    private static void printLastCloses(List<Json> closes, PrintStream out) {
        if (closes.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table("   LAST CLOSES", "REASON", "PEER", "AGE", "REQUESTS");
        for (Json close : closes.subList(0, Math.min(LAST_CLOSES, closes.size()))) {
            table.row(
                    "   " + close.at("when").text(),
                    close.at("reason").text(),
                    close.at("peer").text(),
                    Times.shown(Optional.of((double) close.at("age_ms").number())),
                    close.at("requests").text());
        }
        table.print(out);
    }

    private static void printLimits(List<Json> limits, PrintStream out) {
        if (limits.isEmpty()) {
            return;
        }
        Table table = new Table("   LIMIT", "VALUE", "IN FORCE", "WHY");
        for (Json limit : limits) {
            table.row(
                    "   " + limit.at("key").text(),
                    limit.at("value").text(),
                    limit.at("effective").text(),
                    limit.at("why").text());
        }
        out.println();
        table.print(out);
    }
}
