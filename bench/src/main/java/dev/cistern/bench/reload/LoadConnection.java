package dev.cistern.bench.reload;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection that puts and gets objects of its own, compares every byte, and rests between requests,
 * never for as long as a second. Confined to its own thread.
 */
final class LoadConnection implements Runnable {
    private static final int KEYS = 4;
    private static final int BODY_BYTES_MIN = 4 << 10;
    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final int PAUSE_MILLIS_MAX = 900;
    private static final int PUT_PERCENT = 30;

    private final Load load;
    private final int number;
    private final SplittableRandom random;
    private final @Nullable Body[] stored = new Body[KEYS];
    private long version;

    LoadConnection(Load load, int number, SplittableRandom random) {
        this.load = load;
        this.number = number;
        this.random = random;
    }

    @Override
    public void run() {
        ObjectClient client = load.newClient();
        try (client) {
            while (load.isWanted()) {
                Thread.sleep(random.nextInt(PAUSE_MILLIS_MAX));
                try {
                    request(client);
                } catch (IOException e) {
                    load.failed(describe(e));
                    client.close();
                }
            }
        } catch (IOException | InterruptedException e) {
            load.failed(describe(e));
        }
    }

    private void request(ObjectClient client) throws IOException {
        int slot = random.nextInt(KEYS);
        String key = "load/" + number + "/" + slot;
        Body expected = stored[slot];
        if (expected == null || random.nextInt(100) < PUT_PERCENT) {
            put(client, key, slot);
            return;
        }
        Optional<String> wrong = client.compare(key, expected);
        wrong.ifPresentOrElse(what -> load.wrong("GET " + key + ": " + what), load::served);
    }

    private void put(ObjectClient client, String key, int slot) throws IOException {
        Body body = Body.of(number, key, ++version, random.nextInt(BODY_BYTES_MIN, BODY_BYTES_MAX + 1));
        stored[slot] = null;
        int status = client.put(key, body);
        if (status == 200) {
            stored[slot] = body;
            load.served();
        } else {
            load.failed("PUT " + key + " gave " + status);
        }
    }

    private String describe(Exception e) {
        return "connection " + number + ": " + e;
    }
}
