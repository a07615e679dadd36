package dev.cistern.bench.farend;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts at the far end. Confined to its event loop. */
final class Census {
    long accepted;
    long open;
    long closedByPeer;
    long closedHere;
    long brokenOff;
    long requests;
    long answered;
    long broken;
    long handshakes;
    long resumed;
    long pings;
    private long handshaking;
    private long mostHandshaking;
    private final Map<String, Long> requestsByAddress = new TreeMap<>();
    private final List<Life> lives = new ArrayList<>();

    void handshakeBegan() {
        handshaking++;
        mostHandshaking = Math.max(mostHandshaking, handshaking);
    }

    void handshakeEnded() {
        handshaking--;
    }

    void request(String address) {
        requests++;
        requestsByAddress.merge(address, 1L, Long::sum);
    }

    void ended(Life life) {
        lives.add(life);
        open--;
        if (life.byPeer()) {
            closedByPeer++;
        } else {
            closedHere++;
        }
    }

    JsonObject seen() {
        return new JsonObject()
                .put("accepted", accepted)
                .put("open", open)
                .put("closedByPeer", closedByPeer)
                .put("closedHere", closedHere)
                .put("brokenOff", brokenOff)
                .put("requests", requests)
                .put("answered", answered)
                .put("broken", broken)
                .put("handshakes", handshakes)
                .put("handshaking", handshaking)
                .put("mostHandshaking", mostHandshaking)
                .put("resumed", resumed)
                .put("pings", pings)
                .put("requestsByAddress", new JsonObject(new TreeMap<>(requestsByAddress)));
    }

    /** The connections that have ended, in that order. */
    JsonObject lives() {
        JsonArray all = new JsonArray();
        lives.forEach(life -> all.add(new JsonArray()
                .add(life.acceptedAt())
                .add(life.closedAt())
                .add(life.requests())
                .add(life.byPeer())));
        return new JsonObject().put("lives", all);
    }
}
