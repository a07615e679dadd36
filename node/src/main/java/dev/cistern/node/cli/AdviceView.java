package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Advice as a node gives it, for people: layer by layer what was measured, what it costs, and what to set. */
final class AdviceView {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private final Json answer;
    private final String prefix;
    private final boolean tried;

    /** @param prefix of the settings concerned; empty for all */
    AdviceView(Json answer, String prefix) {
        this.answer = answer;
        this.prefix = prefix;
        this.tried = !answer.at("what_if").isNull();
    }

    /** Whether no layer's settings begin with the prefix; a layer of which too little was seen may have any. */
    boolean isEmpty() {
        return answer.at("layers").elements().stream().noneMatch(this::isShown);
    }

    private boolean isShown(Json layer) {
        List<Json> settings = layer.at("settings").elements();
        return settings.isEmpty()
                ? "net.http".startsWith(prefix)
                : settings.stream().anyMatch(this::concerns);
    }

    private boolean concerns(Json setting) {
        return setting.at("key").text().startsWith(prefix);
    }

    /** What is to be set, of the layers shown and the settings concerned. */
    Map<String, Json> changes() {
        Map<String, Json> changes = new LinkedHashMap<>();
        for (Json layer : answer.at("layers").elements()) {
            for (Json setting : layer.at("settings").elements()) {
                String key = setting.at("key").text();
                Json value = answer.at("changes").at(key);
                if (concerns(setting) && !value.isNull()) {
                    changes.put(key, value);
                }
            }
        }
        return changes;
    }

    void print(PrintStream out) {
        String gap = "";
        for (Json layer : answer.at("layers").elements()) {
            if (isShown(layer)) {
                out.print(gap);
                print(layer, out);
                gap = System.lineSeparator();
            }
        }
        if (tried) {
            out.println();
            printTried(out);
        }
    }

    private void print(Json layer, PrintStream out) {
        out.println(layer.at("layer").text().toUpperCase(Locale.ROOT) + ": "
                + Terminal.printable(layer.at("verdict").text()));
        if (layer.at("layer").text().equals("clients")) {
            printClients(layer, out);
        } else {
            printHosts(layer, out);
        }
        List<Json> settings =
                layer.at("settings").elements().stream().filter(this::concerns).toList();
        if (!settings.isEmpty()) {
            out.println();
            Table table = new Table("SETTING", "NOW", "RECOMMENDED");
            for (Json setting : settings) {
                String now = setting.at("now").text();
                String then = setting.at("recommended").text();
                table.row(setting.at("key").text(), now, then.equals(now) ? "as it is" : then);
                table.note(setting.at("why").text());
            }
            table.print(out);
        }
        layer.at("notes").elements().forEach(note -> out.println("note: " + Terminal.printable(note.text())));
    }

    private void printHosts(Json layer, PrintStream out) {
        List<Json> hosts = layer.at("hosts").elements();
        if (hosts.isEmpty()) {
            return;
        }
        out.println();
        Table load = new Table("HOST", "REQUESTS", "IN", "RATE", "SERVICE", "AT ONCE: L", "C", "PEAK", "95 % GAP");
        for (Json host : hosts) {
            Json of = host.at("load");
            load.row(
                    host.at("host").text(),
                    of.at("requests").text(),
                    digits(of.at("over_s")) + " s",
                    digits(of.at("rate_per_s")) + "/s",
                    digits(of.at("service_ms")) + " ms",
                    digits(of.at("mean_concurrency")),
                    of.at("p999_concurrency").text(),
                    of.at("peak_concurrency").text(),
                    digits(of.at("gap95_ms")) + " ms");
        }
        load.print(out);
        out.println();
        printDials(layer, hosts, out);
    }

    /** A line for each host: dials per 1,000 requests, idle connections and what they take, now and then. */
    private void printDials(Json layer, List<Json> hosts, PrintStream out) {
        List<String> header = new ArrayList<>(List.of("DIALS PER 1,000", "MEASURED", "MODEL: NOW", "RECOMMENDED"));
        if (tried) {
            header.add("WHAT IF");
        }
        header.addAll(List.of("IDLE NOW", tried ? "WHAT IF" : "RECOMMENDED"));
        Table table = new Table(header.toArray(String[]::new));
        hosts.forEach(host -> table.row(dials(host.at("host").text(), host)));
        if (hosts.size() > 1) {
            table.row(dials("all", layer));
        }
        table.print(out);
    }

    private String[] dials(String name, Json of) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        cells.add(digits(of.at("measured").at("dials_per_1000")));
        cells.add(digits(of.at("now").at("dials_per_1000")));
        cells.add(digits(of.at("recommended").at("dials_per_1000")));
        if (tried) {
            cells.add(digits(of.at("what_if").at("dials_per_1000")));
        }
        cells.add(idle(of.at("now")));
        cells.add(idle(of.at(tried ? "what_if" : "recommended")));
        return cells.toArray(String[]::new);
    }

    private static String idle(Json outcome) {
        return digits(outcome.at("mean_idle")) + ", "
                + (outcome.at("idle_bytes").number() + 1023) / 1024 + " KiB";
    }

    private void printClients(Json layer, PrintStream out) {
        Json load = layer.at("load");
        if (load.at("requests").number() == 0) {
            return;
        }
        out.println();
        Table table = new Table("REQUESTS", "IN", "RATE", "SERVICE", "AT ONCE: L", "PEAK", "OPEN", "99 % GAP");
        table.row(
                load.at("requests").text(),
                digits(load.at("over_s")) + " s",
                digits(load.at("rate_per_s")) + "/s",
                digits(load.at("service_ms")) + " ms",
                digits(load.at("mean_concurrency")),
                load.at("peak_concurrency").text(),
                load.at("peak_open").text(),
                digits(load.at("gap99_ms")) + " ms");
        table.print(out);
        out.println();
        Table accepts = new Table("NEW CONNECTIONS PER 1,000", "", "MET A CLOSED ONE");
        accepts.row("measured", digits(layer.at("measured").at("accepts_per_1000")), "");
        accepts.row(accepts("recommended", layer.at("recommended")));
        if (tried) {
            accepts.row(accepts("what if", layer.at("what_if")));
        }
        accepts.print(out);
    }

    private static String[] accepts(String name, Json of) {
        String least = digits(of.at("accepts_per_1000_at_least"));
        String most = digits(of.at("accepts_per_1000_at_most"));
        String range = least.equals(most) ? most : least + " to " + most;
        return new String[] {name, range, digits(of.at("met_closed_per_1000"))};
    }

    private void printTried(PrintStream out) {
        Table table = new Table("WHAT IF", "VALUE", "EFFECTIVE");
        for (Json setting : answer.at("what_if").elements()) {
            table.row(
                    setting.at("key").text(),
                    setting.at("value").text(),
                    setting.at("effective").text());
            setting.at("reason").optionalText().ifPresent(table::note);
        }
        table.print(out);
    }

    /** Three digits that count. */
    private static String digits(Json number) {
        String text = number.text();
        if (text.isEmpty()) {
            return "-";
        }
        BigDecimal value = new BigDecimal(text);
        BigDecimal rounded = value.abs().compareTo(BigDecimal.valueOf(100)) >= 0
                ? value.setScale(0, java.math.RoundingMode.HALF_UP)
                : value.round(THREE_DIGITS);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
