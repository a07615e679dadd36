package dev.cistern.bench.flip;

import dev.cistern.bench.http.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One of those who make the load, at moments of its own. It alone writes the objects that it reads, so it knows what each
 * must be: the bytes of its last write that was acknowledged. Confined to one thread.
 */
final class Worker implements Runnable {
    private static final int SLOTS = 24;
    private static final int SHOWN_CHARS = 300;
    private static final long LATE_NANOS = 100_000_000;

    private final Load load;
    private final int number;
    private final SplittableRandom random;
    private final LoadClient client;
    private final long meanGapNanos;
    private final int[] own = new int[SLOTS];
    private final int[] through = new int[SLOTS];
    private int created;
    private int fetched;

    Worker(Load load, int number, SplittableRandom random, LoadClient client, long meanGapNanos) {
        this.load = load;
        this.number = number;
        this.random = random;
        this.client = client;
        this.meanGapNanos = meanGapNanos;
    }

    @Override
    public void run() {
        try (client) {
            long due = System.nanoTime() + gap();
            while (load.isWanted()) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                } else if (wait < -LATE_NANOS) {
                    load.tally().late();
                    due = System.nanoTime();
                }
                request();
                due += gap();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            load.tally().failed("worker " + number + " could not close: " + e);
        } finally {
            load.tally().races(client.races());
        }
    }

    private long gap() {
        return (long) (-Math.log(1 - random.nextDouble()) * meanGapNanos);
    }

    private void request() {
        int chance = random.nextInt(100);
        int slot = random.nextInt(SLOTS);
        if (chance < 15) {
            put("own", own, slot);
        } else if (chance < 30) {
            get("own", own, slot);
        } else if (chance < 47) {
            put("front", through, slot);
        } else if (chance < 50) {
            create();
        } else if (chance < 72) {
            get("front", through, slot);
        } else {
            fetch(chance);
        }
    }

    private void put(String bucket, int[] versions, int slot) {
        String key = "w" + number + "-" + slot;
        int version = versions[slot] + 1;
        attempt("PUT " + bucket, key, () -> {
            Answer answer =
                    client.put(target(bucket, key), body(bucket, key, version).bytes());
            if (answer.status() == 200) {
                versions[slot] = version;
                load.tally().acknowledged(bucket + "/" + key);
            }
            return answer;
        });
    }

    private void create() {
        String key = "new" + number + "-" + created++;
        attempt("PUT front, If-None-Match", key, () -> {
            Answer answer =
                    client.create(target("front", key), body("front", key, 1).bytes());
            if (answer.status() == 200) {
                load.tally().acknowledged("front/" + key);
            }
            return answer;
        });
    }

    private void get(String bucket, int[] versions, int slot) {
        if (versions[slot] == 0) {
            put(bucket, versions, slot);
            return;
        }
        String key = "w" + number + "-" + slot;
        String latest = bucket.equals("front") && random.nextInt(4) == 0 ? "?latest-ver=true" : "";
        compare("GET " + bucket + latest, key, target(bucket, key) + latest, body(bucket, key, versions[slot]));
    }

    /** An object of the HTTP server: mostly one that is not here yet. */
    private void fetch(int chance) {
        boolean again = chance >= 92 && fetched > 0;
        String key = "o" + number + "-" + (again ? random.nextInt(fetched) : fetched++);
        String latest = again && chance >= 95 ? "?latest-ver=true" : "";
        compare("GET origin" + latest, key, target("origin", key) + latest, CountedOrigin.body(load.seed(), key));
    }

    private void compare(String kind, String key, String target, Body expected) {
        attempt(kind, key, () -> {
            Answer answer = client.get(target);
            if (answer.status() == 200 && !Arrays.equals(answer.body(), expected.bytes())) {
                load.tally()
                        .wrong(kind + " " + key + ": " + answer.body().length + " bytes that are not the "
                                + expected.lengthBytes() + " expected");
            }
            return answer;
        });
    }

    private Body body(String bucket, String key, int version) {
        return Body.of(load.seed(), bucket + key, version, Sizes.of(key.hashCode() + version));
    }

    private static String target(String bucket, String key) {
        return "/v1/objects/" + bucket + "/" + key;
    }

    private interface Request {
        Answer send() throws IOException;
    }

    private void attempt(String kind, String key, Request request) {
        long start = System.nanoTime();
        try {
            Answer answer = request.send();
            if (answer.status() == 200) {
                load.tally().served(kind, System.nanoTime() - start);
            } else {
                load.tally().failed(kind + " " + key + " gave " + answer.status() + ": " + text(answer));
            }
        } catch (IOException e) {
            load.tally().failed(kind + " " + key + " failed: " + e);
        }
    }

    private static String text(Answer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        return text.substring(0, Math.min(SHOWN_CHARS, text.length()));
    }
}
