package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers and readers that go on whatever they are told, each over a connection of its own. What was acknowledged is in the ledger; of
 * keys that are written once, what was acknowledged is read too. Usable from all threads.
 */
final class Traffic {
    private static final int HOT_KEYS = 32;
    private static final String STORED = "PUT 200";
    private static final Set<String> REMOVED = Set.of("DELETE 204", "DELETE 404 NO_SUCH_OBJECT");
    private static final long PAUSE_MILLIS = 3;
    private static final long PAUSE_REFUSED_MILLIS = 20;
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(90);

    private final Ledger ledger;
    private final InetSocketAddress node;
    private final List<Attempt> standing = new ArrayList<>(); // Guarded by itself: written once, and acknowledged.
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final List<AtomicLong> steps = new ArrayList<>();
    private volatile Answers answers = new Answers();
    private volatile boolean wanted = true;

    Traffic(Ledger ledger, InetSocketAddress node) {
        this.ledger = ledger;
        this.node = node;
    }

    /** A step of one who writes or reads. */
    private interface Step {
        String take(ObjectClient client, SplittableRandom random) throws IOException;
    }

    void start(int writers, int readers, SplittableRandom random) {
        for (int at = 0; at < writers + readers; at++) {
            Step step = at < writers ? this::write : this::read;
            AtomicLong taken = new AtomicLong();
            SplittableRandom own = random.split();
            Thread thread = new Thread(() -> run(step, taken, own), "traffic-" + at);
            thread.setDaemon(true);
            threads.add(thread);
            steps.add(taken);
            thread.start();
        }
    }

    /** Ends them; false where one did not end. */
    boolean stop() throws InterruptedException {
        wanted = false;
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS);
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Writes so many objects, one after the other, that stay as they are. */
    void fill(int objects, SplittableRandom random) throws IOException {
        try (ObjectClient client = newClient()) {
            for (int at = 0; at < objects; at++) {
                String answer = writeOnce(client, random);
                if (!answer.equals(STORED)) {
                    throw new IOException("before anything was broken: " + answer);
                }
            }
        }
    }

    /** From here on answers are counted anew. */
    Answers turn() {
        Answers next = new Answers();
        answers = next;
        return next;
    }

    /** Whether it is what was asked for. */
    static boolean isGood(String answer) {
        return answer.equals(STORED) || answer.equals(Look.WHOLE) || REMOVED.contains(answer);
    }

    /** Bodies acknowledged until now. */
    long stored() {
        return stored.get();
    }

    /** What is read: written once, and acknowledged. */
    List<Attempt> standing() {
        synchronized (standing) {
            return List.copyOf(standing);
        }
    }

    /** Steps that each of them has taken; to tell what was asked before from what was asked after. */
    List<Long> steps() {
        return steps.stream().map(AtomicLong::get).toList();
    }

    ObjectClient newClient() {
        return new ObjectClient(node, WriterCrew.BUCKET);
    }

    private void run(Step step, AtomicLong taken, SplittableRandom random) {
        try (ObjectClient client = newClient()) {
            while (wanted) {
                String answer = step.take(client, random);
                answers.add(answer);
                taken.incrementAndGet();
                Thread.sleep(isGood(answer) ? PAUSE_MILLIS : PAUSE_REFUSED_MILLIS);
            }
        } catch (IOException e) {
            answers.add("a client failed: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String read(ObjectClient client, SplittableRandom random) throws IOException {
        Attempt any;
        synchronized (standing) {
            any = standing.get(random.nextInt(standing.size()));
        }
        return Look.at(client, any, ledger.seed());
    }

    private String write(ObjectClient client, SplittableRandom random) throws IOException {
        int percent = random.nextInt(100);
        if (percent < 60) {
            return writeOnce(client, random);
        }
        String key = "hot/" + random.nextInt(HOT_KEYS);
        return percent < 90 ? put(client, ledger.beginWrite(key, length(random))) : remove(client, key);
    }

    private String writeOnce(ObjectClient client, SplittableRandom random) throws IOException {
        Attempt attempt = ledger.beginWrite(Writer.keyOf(keys.getAndIncrement()), length(random));
        String answer = put(client, attempt);
        if (answer.equals(STORED)) {
            synchronized (standing) {
                standing.add(attempt);
            }
        }
        return answer;
    }

    private static long length(SplittableRandom random) {
        return SizeMix.MIXED.next(random);
    }

    private String put(ObjectClient client, Attempt attempt) throws IOException {
        try {
            Response answer = client.putForAnswer(attempt.key(), attempt.body(ledger.seed()));
            if (answer.status() == 200) {
                ledger.acknowledge(attempt);
                stored.incrementAndGet();
            }
            return "PUT " + Look.inWords(answer);
        } catch (IOException e) {
            client.close();
            return "PUT " + Look.BROKE_OFF;
        }
    }

    private String remove(ObjectClient client, String key) throws IOException {
        Attempt attempt = ledger.beginRemoval(key);
        try {
            Response answer = client.exchange(Request.of("DELETE", client.target(key)));
            String words = "DELETE " + Look.inWords(answer);
            if (REMOVED.contains(words)) {
                ledger.acknowledge(attempt);
            }
            return words;
        } catch (IOException e) {
            client.close();
            return "DELETE " + Look.BROKE_OFF;
        }
    }
}
