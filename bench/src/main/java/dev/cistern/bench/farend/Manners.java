package dev.cistern.bench.farend;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * How the far end behaves; all of it may change while connections are open.
 *
 * @param service time from the end of a request to its response
 * @param idle time without a request after which it closes a connection; zero for never
 * @param hintSeconds what its {@code Keep-Alive} header says; 0 for none
 * @param closeChance of 1,000 responses, how many are followed by a close at a random moment
 * @param closeWithin latest moment of such a close, from the response on
 * @param bodyBytes length of the response's body
 * @param holding whether requests are answered only when released
 */
public record Manners(
        Duration service,
        Duration idle,
        int hintSeconds,
        int closeChance,
        Duration closeWithin,
        int bodyBytes,
        boolean holding) {

    /** Answers at once and never closes. */
    public static Manners good() {
        return new Manners(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO, 16, false);
    }

    public Manners serving(Duration time) {
        return new Manners(time, idle, hintSeconds, closeChance, closeWithin, bodyBytes, holding);
    }

    /** Closes what had no request for that long, and says so in seconds, unless they are 0. */
    public Manners idling(Duration time, int sayingSeconds) {
        return new Manners(service, time, sayingSeconds, closeChance, closeWithin, bodyBytes, holding);
    }

    /** Closes so many of 1,000 connections within that time after a response. */
    public Manners closing(int chance, Duration within) {
        return new Manners(service, idle, hintSeconds, chance, within, bodyBytes, holding);
    }

    public Manners sending(int bytes) {
        return new Manners(service, idle, hintSeconds, closeChance, closeWithin, bytes, holding);
    }

    public Manners holding(boolean until) {
        return new Manners(service, idle, hintSeconds, closeChance, closeWithin, bodyBytes, until);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("serviceMicros", service.toNanos() / 1000)
                .put("idleMillis", idle.toMillis())
                .put("hintSeconds", hintSeconds)
                .put("closeChance", closeChance)
                .put("closeWithinMillis", closeWithin.toMillis())
                .put("bodyBytes", bodyBytes)
                .put("holding", holding);
    }

    static Manners of(JsonObject json) {
        return new Manners(
                Duration.ofNanos(json.getLong("serviceMicros") * 1000),
                Duration.ofMillis(json.getLong("idleMillis")),
                json.getInteger("hintSeconds"),
                json.getInteger("closeChance"),
                Duration.ofMillis(json.getLong("closeWithinMillis")),
                json.getInteger("bodyBytes"),
                json.getBoolean("holding"));
    }
}
