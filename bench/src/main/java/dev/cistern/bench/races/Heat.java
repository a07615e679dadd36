package dev.cistern.bench.races;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * The creation of one object by all clients at once. Each client writes its own place; judged when all have.
 *
 * @param lengthBytes of all bodies, so that a mixture of two would not show in it
 * @param killed whether the node is killed meanwhile
 * @param outcomes status by client, or {@link #BROKEN}
 */
record Heat(long seed, int number, int lengthBytes, boolean killed, AtomicIntegerArray outcomes) {
    /** The connection broke, and nobody knows what became of the request. */
    static final int BROKEN = -1;

    private static final int CONFLICT = 409;
    private static final int FAILED = 412;

    String key() {
        return String.format(Locale.ROOT, "created/%07d", number);
    }

    Request request(int client) {
        return Request.put(Track.target(key()), body(client).bytes()).withHeader("If-None-Match", "*");
    }

    private Body body(int client) {
        return Body.of(seed, key(), client, lengthBytes);
    }

    /** How many were told to have made it. */
    int winners() {
        return clients(200).length;
    }

    /** How many were refused, as losers are. */
    int losers() {
        return clients(CONFLICT).length + clients(FAILED).length;
    }

    /** How many connections broke. */
    int broken() {
        return clients(BROKEN).length;
    }

    /** What is not as promised; {@code there} is what the node answers when asked for the object. */
    List<String> judge(Response there) {
        List<String> faults = new ArrayList<>();
        int[] won = clients(200);
        int[] broke = clients(BROKEN);
        if (won.length > 1 || (won.length == 0 && !killed)) {
            faults.add(key() + " was won by " + won.length + ": " + Arrays.toString(won));
        }
        if (broke.length > 0 && !killed) {
            faults.add(key() + ": " + broke.length + " connections broke, and the node was not killed");
        }
        if (won.length + losers() + broke.length < outcomes.length()) {
            faults.add(key() + ": answers were " + outcomes);
        }
        int[] authors = won.length > 0 ? won : broke;
        boolean absent = there.status() == 404 && won.length == 0;
        if (!absent && !isBodyOfOne(there, authors)) {
            faults.add(key() + ": " + there.status() + " with " + there.body().length + " bytes that are of none of "
                    + Arrays.toString(authors));
        }
        return faults;
    }

    private boolean isBodyOfOne(Response there, int[] authors) {
        return there.status() == 200
                && Arrays.stream(authors)
                        .anyMatch(client -> Arrays.equals(body(client).bytes(), there.body()));
    }

    private int[] clients(int outcome) {
        return IntStream.range(0, outcomes.length())
                .filter(client -> outcomes.get(client) == outcome)
                .toArray();
    }

    /** Asks the node and judges. */
    List<String> judge(Track track) throws IOException {
        return judge(track.ask(Request.get(Track.target(key()))));
    }
}
