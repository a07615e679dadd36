package dev.cistern.bench.farend;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the far end has seen since its start.
 *
 * @param accepted connections accepted
 * @param open of those, open now
 * @param closedByPeer closed or reset by the client
 * @param closedHere closed by the far end itself
 * @param brokenOff closed by the client between the first byte of a request and the end of its response
 * @param requests requests that came whole
 * @param answered responses written
 * @param broken requests whose connection ended before they had come whole
 * @param handshakes TLS handshakes completed
 * @param handshaking TLS handshakes under way
 * @param mostHandshaking most of them at once
 * @param resumed TLS handshakes that took up an earlier session
 * @param pings HTTP/2 PINGs
 * @param requestsByAddress requests by the local address that they came to
 */
public record Seen(
        long accepted,
        long open,
        long closedByPeer,
        long closedHere,
        long brokenOff,
        long requests,
        long answered,
        long broken,
        long handshakes,
        long handshaking,
        long mostHandshaking,
        long resumed,
        long pings,
        Map<String, Long> requestsByAddress) {

    static Seen of(JsonObject json) {
        Map<String, Long> byAddress = new TreeMap<>();
        JsonObject addresses = json.getJsonObject("requestsByAddress");
        addresses.fieldNames().forEach(name -> byAddress.put(name, addresses.getLong(name)));
        return new Seen(
                json.getLong("accepted"),
                json.getLong("open"),
                json.getLong("closedByPeer"),
                json.getLong("closedHere"),
                json.getLong("brokenOff"),
                json.getLong("requests"),
                json.getLong("answered"),
                json.getLong("broken"),
                json.getLong("handshakes"),
                json.getLong("handshaking"),
                json.getLong("mostHandshaking"),
                json.getLong("resumed"),
                json.getLong("pings"),
                Map.copyOf(byAddress));
    }
}
