package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.util.SplittableRandom;

/** Puts, overwrites and deletes until its connection breaks. Confined to its own thread. */
final class Writer implements Runnable {
    private static final int HOT_KEYS = 64;

    private final WriterCrew crew;
    private final SplittableRandom random;

    Writer(WriterCrew crew, SplittableRandom random) {
        this.crew = crew;
        this.random = random;
    }

    @Override
    public void run() {
        try (ObjectClient client = crew.newClient()) {
            while (crew.isWanted()) {
                step(client);
            }
        } catch (IOException e) {
            crew.broke(e);
        }
    }

    private void step(ObjectClient client) throws IOException {
        int percent = random.nextInt(100);
        if (percent < 10) {
            remove(client, crew.ledger().anyKey(random).orElseGet(this::hotKey));
        } else if (percent < 25) {
            write(client, hotKey());
        } else if (percent < 35) {
            write(client, crew.ledger().anyKey(random).orElseGet(this::hotKey));
        } else {
            write(client, crew.newKey().or(() -> crew.ledger().anyKey(random)).orElseGet(this::hotKey));
        }
    }

    private void write(ObjectClient client, String key) throws IOException {
        Attempt attempt = crew.ledger().beginWrite(key, crew.sizes().next(random));
        Response answer = client.putForAnswer(key, attempt.body(crew.ledger().seed()));
        conclude(attempt, answer.status() == 200, "PUT " + key + ": " + answer.status() + " " + answer.text());
    }

    private void remove(ObjectClient client, String key) throws IOException {
        Attempt attempt = crew.ledger().beginRemoval(key);
        int status = client.delete(key);
        conclude(attempt, status == 204 || status == 404, "DELETE " + key + ": " + status);
    }

    private void conclude(Attempt attempt, boolean good, String answer) {
        if (good) {
            crew.ledger().acknowledge(attempt);
            crew.acknowledged().incrementAndGet();
        } else {
            crew.refused(answer);
        }
    }

    private String hotKey() {
        return "hot/" + random.nextInt(HOT_KEYS);
    }

    /** Names as trees of real files have them: folders, spaces, letters of all scripts, doubled slashes. */
    static String keyOf(int number) {
        String[] shapes = {
            "src/main/java/file-%d.java",
            "docs/with space/%d.txt",
            "bilder/Übersicht-%d.png",
            "数据/训练 %d.bin",
            "odd//twice/%d",
            "a+b&c=%d?#.csv",
            "flat-%d"
        };
        return "tree-" + number % 23 + "/" + String.format(shapes[number % shapes.length], number);
    }
}
