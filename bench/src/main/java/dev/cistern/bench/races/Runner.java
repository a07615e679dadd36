package dev.cistern.bench.races;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client: a connection that is opened anew after it broke. Confined to its thread. */
final class Runner implements Closeable {
    private final Track track;
    private @Nullable HttpConnection connection;
    private int kills;

    Runner(Track track) {
        this.track = track;
    }

    /** Sends a request; empty where the connection broke, and nobody knows what became of it. */
    Optional<Response> send(Request request) {
        try {
            HttpConnection current = connection;
            if (current == null || !current.isReusable() || kills != track.kills()) {
                close();
                kills = track.kills();
                current = HttpConnection.open(track.address());
                connection = current;
            }
            return Optional.of(current.exchange(request));
        } catch (IOException e) {
            drop();
            return Optional.empty();
        }
    }

    private void drop() {
        try {
            close();
        } catch (IOException e) {
            // It is broken, which is known.
            connection = null;
        }
    }

    @Override
    public void close() throws IOException {
        HttpConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
