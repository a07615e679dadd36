package dev.cistern.bench.flip;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns one knob every 200 ms, and holds the answers against the audit log. One thread's. */
public final class Flipper {
    private static final long EVERY_MILLIS = 200;
    /** A node keeps at least 1,000 entries of history. */
    private static final int BEFORE_LOOKING = 500;

    private static final int SHOWN_MAX = 10;

    private final Trial trial;
    private final InetSocketAddress node;
    private final Knobs knobs;
    private final Map<Long, JsonArray> unseen = new HashMap<>();
    private final Map<String, Integer> byKey = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int accepted;
    private int audited;
    private int unchanged;
    private int strictly;
    private long idleClosed;
    private double slowestMillis;

    /** @param node whose knobs are turned */
    public Flipper(Trial trial, InetSocketAddress node, Knobs knobs) {
        this.trial = trial;
        this.node = node;
        this.knobs = knobs;
    }

    /** Turns them until then. */
    public void flipUntil(long deadlineNanos) throws IOException, InterruptedException {
        long next = System.nanoTime();
        while (next - deadlineNanos < 0) {
            flip();
            if (unseen.size() >= BEFORE_LOOKING) {
                audit();
            }
            next += EVERY_MILLIS * 1_000_000;
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
        audit();
    }

    private void flip() throws IOException {
        Map.Entry<String, String> turn = knobs.next();
        JsonObject set = new JsonObject().put(turn.getKey(), turn.getValue());
        long start = System.nanoTime();
        Response answer = ask(Request.of("PUT", "/v1/settings")
                .withJson(new JsonObject().put("set", set).encode()));
        slowestMillis = Math.max(slowestMillis, (System.nanoTime() - start) / 1e6);
        if (answer.status() == 400 && answer.text().contains("net.http.strict")) {
            strictly++;
        } else if (answer.status() == 200) {
            accepted(turn, new JsonObject(answer.text()));
        } else {
            wrong.add(turn + " was answered with " + answer.status() + ": " + answer.text());
        }
    }

    private void accepted(Map.Entry<String, String> turn, JsonObject report) {
        knobs.turned(turn.getKey(), turn.getValue());
        byKey.merge(turn.getKey(), 1, Integer::sum);
        accepted++;
        JsonArray changes = report.getJsonArray("changes", new JsonArray());
        boolean named =
                changes.stream().anyMatch(change -> turn.getKey().equals(((JsonObject) change).getString("key")));
        if (changes.isEmpty()) {
            unchanged++;
        } else if (!named) {
            wrong.add(turn + " is not in the report " + report.encode());
        }
        idleClosed += report.getJsonObject("effects", new JsonObject()).getLong("idle_connections_closed", 0L);
        unseen.put(report.getLong("revision"), changes);
    }

    /** Compares what was answered with the log, change by change. */
    private void audit() throws IOException {
        Response answer = ask(Request.get("/v1/settings/history"));
        for (Object each : new JsonObject(answer.text()).getJsonArray("entries")) {
            JsonObject entry = (JsonObject) each;
            JsonArray changes = unseen.remove(entry.getLong("revision"));
            if (changes == null) {
                continue;
            }
            audited++;
            if (!changes.equals(entry.getJsonArray("changes"))) {
                wrong.add("revision " + entry.getLong("revision") + " is logged as " + entry.encode() + ", answered as "
                        + changes.encode());
            }
        }
        unseen.forEach(
                (revision, changes) -> wrong.add("revision " + revision + " is not logged: " + changes.encode()));
        unseen.clear();
    }

    private Response ask(Request request) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node)) {
            return connection.exchange(request);
        }
    }

    /** Says what was seen, and whether it was right and at least so many. */
    public void report(int flipsExpected) {
        wrong.stream().limit(SHOWN_MAX).forEach(line -> trial.say("%s", line));
        trial.say(
                "%d flips of %d keys, the slowest answered after %.0f ms; they closed %d idle connections; %d more were"
                        + " refused by net.http.strict",
                accepted, byKey.size(), slowestMillis, idleClosed, strictly);
        trial.check(
                "every flip is in the audit log, as it was answered",
                wrong.isEmpty() && audited == accepted && accepted + strictly >= flipsExpected,
                audited + " of " + accepted + " flips compared one by one, " + unchanged
                        + " of them set what was set already, " + wrong.size() + " wrong");
    }
}
