package dev.cistern.node.cli.live;

import dev.cistern.node.cli.remote.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /v1/connections} said at a moment.
 *
 * @param json all of it
 */
public record Look(Json json) {

    /** How long the node runs. */
    public Duration uptime() {
        return Duration.ofMillis(json.at("uptime_ms").number());
    }

    /** A number of the whole node. */
    public long ofNode(String name) {
        return json.at("node").at(name).number();
    }

    public List<Part> layers() {
        return json.at("layers").elements().stream().map(Part::new).toList();
    }

    /** The layer of that name; one without figures where there is none. */
    public Part layer(String name) {
        return layers().stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElse(Part.NONE);
    }

    /** The alerts that are true. */
    public List<Alarm> alarms() {
        return json.at("alerts").elements().stream()
                .filter(alert -> alert.at("state").text().equals("firing"))
                .map(Alarm::new)
                .toList();
    }

    /** For how long an alert has been true; by the node's clock. */
    public Duration since(Alarm alarm) {
        try {
            Instant now = Instant.parse(json.at("at").text());
            return Duration.between(Instant.parse(alarm.json.at("since").text()), now);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    /** An alert that is true. */
    public record Alarm(Json json) {
        public String text(String name) {
            return json.at(name).text();
        }

        /** What makes it true, a line each. */
        public List<String> evidence() {
            return json.at("evidence").elements().stream()
                    .map(item ->
                            item.at("where").text() + ": " + item.at("figures").text())
                    .toList();
        }
    }

    /** A layer, or a host of one. */
    public record Part(Json json) {
        static final Part NONE = new Part(Json.of((String) null));

        /** Of the layer, or of the host. */
        public String name() {
            return json.at("host").optionalText().orElseGet(() -> json.at("layer")
                    .text());
        }

        public String text(String name) {
            return json.at(name).text();
        }

        public boolean has(String figure) {
            return !json.at("figures").at(figure).isNull();
        }

        public long figure(String name) {
            return json.at("figures").at(name).number();
        }

        /** Closes by reason since the start, those that there were. */
        public Map<String, Long> closes() {
            Map<String, Long> closes = new LinkedHashMap<>();
            json.at("closes").members().forEach((reason, count) -> {
                if (count.number() > 0) {
                    closes.put(reason, count.number());
                }
            });
            return closes;
        }

        /** Connections begun since the start, on either side's wish. */
        public long begun() {
            return figure("dials") + figure("accepted");
        }

        public List<Part> hosts() {
            return json.at("hosts").elements().stream().map(Part::new).toList();
        }

        /** The host of that name; one without figures where there is none. */
        public Part host(String name) {
            return hosts().stream()
                    .filter(host -> host.name().equals(name))
                    .findFirst()
                    .orElse(NONE);
        }

        /** A time in milliseconds; empty where nothing was measured. */
        public Optional<Double> millis(String name) {
            return json.at(name).optionalText().map(Double::valueOf);
        }
    }
}
