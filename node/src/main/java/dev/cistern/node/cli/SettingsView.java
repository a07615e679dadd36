package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings as a node lists them, for people and for programs; in the node's order. */
final class SettingsView {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final Json answer;
    private final List<Json> settings;
    private final boolean showOrigin;

    SettingsView(Json answer, boolean showOrigin) {
        this.answer = answer;
        this.settings = answer.at("settings").elements();
        this.showOrigin = showOrigin;
    }

    boolean isEmpty() {
        return settings.isEmpty();
    }

    /** One table, then what is wrong or waits. */
    void print(Terminal terminal) {
        boolean differs = settings.stream().anyMatch(SettingsView::differs);
        List<String> header = new ArrayList<>(List.of("PROPERTY", "VALUE"));
        if (differs) {
            header.add("EFFECTIVE");
        }
        if (showOrigin) {
            header.add("ORIGIN");
        }
        Table table = new Table(header.toArray(String[]::new));
        for (Json setting : settings) {
            List<String> row = new ArrayList<>();
            row.add(setting.at("key").text());
            row.add(shown(setting.at("value")));
            if (differs) {
                row.add(differs(setting) ? shown(setting.at("effective")) : "");
            }
            if (showOrigin) {
                row.add(origin(setting.at("origin")));
            }
            table.row(row.toArray(String[]::new));
            setting.at("reason").optionalText().filter(text -> !text.isEmpty()).ifPresent(table::note);
        }
        table.print(terminal.out());
        printState(terminal);
    }

    private void printState(Terminal terminal) {
        Json pending = answer.at("pending");
        if (pending.isObject()) {
            terminal.err()
                    .println("revision " + pending.at("revision").text() + " is undone at "
                            + pending.at("confirm_by").text() + " unless confirmed: cistern config confirm");
        }
        if (!answer.at("problems").elements().isEmpty()) {
            terminal.err().println("these are not in force, because they break a rule; what held before still holds:");
            SettingProblems.print(answer, terminal.err());
        }
    }

    private static boolean differs(Json setting) {
        Json effective = setting.at("effective");
        return !effective.isNull()
                && !effective.text().equals(setting.at("value").text());
    }

    static String shown(Json value) {
        String text = value.text();
        return text.isEmpty() ? "-" : text;
    }

    private static String origin(Json origin) {
        String source = origin.at("source").text();
        String detail = origin.at("detail").text();
        return detail.isEmpty() || detail.equals(source) ? source : source + ": " + detail;
    }

    /** Sections within sections from the root, each value in the JSON type of its setting. */
    Json nested() {
        Branch root = new Branch(new LinkedHashMap<>());
        for (Json setting : settings) {
            root.put(setting.at("key").text(), showOrigin ? explained(setting) : typed(setting, "value"));
        }
        return root.json();
    }

    private static Json explained(Json setting) {
        Map<String, Json> leaf = new LinkedHashMap<>();
        leaf.put("value", typed(setting, "value"));
        leaf.put("effective", typed(setting, "effective"));
        leaf.put("reason", setting.at("reason"));
        leaf.put("origin", setting.at("origin"));
        return Json.of(leaf);
    }

    private static Json typed(Json setting, String member) {
        Json value = setting.at(member);
        String text = value.text();
        String type = setting.at("type").text();
        if (type.equals("boolean") && (text.equals("true") || text.equals("false"))) {
            return Json.of(text.equals("true"));
        }
        boolean textual = type.equals("duration") || type.equals("size") || type.equals("string");
        return !textual && NUMBER.matcher(text).matches() ? Json.of(new BigDecimal(text)) : value;
    }

    /** A section on its way to JSON: members are {@link Json} or further branches. */
    private record Branch(Map<String, Object> members) {
        void put(String key, Json value) {
            int dot = key.indexOf('.');
            if (dot < 0) {
                members.put(key, value);
                return;
            }
            Object child = members.computeIfAbsent(key.substring(0, dot), name -> new Branch(new LinkedHashMap<>()));
            if (child instanceof Branch branch) {
                branch.put(key.substring(dot + 1), value);
            } else {
                members.put(key, value);
            }
        }

        Json json() {
            Map<String, Json> object = new LinkedHashMap<>();
            members.forEach((name, member) ->
                    object.put(name, member instanceof Branch branch ? branch.json() : (Json) member));
            return Json.of(object);
        }
    }
}
