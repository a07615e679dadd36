package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEnd;
import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.bench.farend.Manners;
import dev.cistern.bench.trial.Trial;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.io.IOException;

/** Thousands of idle connections of one pool to a far end, which has ten addresses. */
final class IdleCrowd {
    static final int HOSTS = 10;

    private static final int PATIENCE_SECONDS = 60;
    private static final int WAVE = 2_000;

    private final Trial trial;
    private final FarEnd far;
    private int next;

    private IdleCrowd(Trial trial, FarEnd far) {
        this.trial = trial;
        this.far = far;
    }

    static IdleCrowd at(Trial trial) throws IOException {
        return new IdleCrowd(trial, FarEnd.start(trial, FarEndOptions.plain().onLoopback(HOSTS)));
    }

    FarEnd far() {
        return far;
    }

    /** Settings under which so many connections can be idle. */
    static Knobs room(int connections) {
        int perHost = connections / HOSTS + 100;
        return Knobs.of(
                "conns_per_host=" + perHost,
                "idle_conns_per_host=" + perHost,
                "dials_per_host=16",
                "max_waiters=100000",
                "acquire_timeout=1m",
                "dial_rate=0",
                "net.http.idle_memory=1GiB",
                "idle_conn_time=60s");
    }

    /** Leases so many connections at once, so that as many are idle when they are given back. */
    void gather(NearEnd near, int connections) throws Exception {
        Answers answers = new Answers();
        for (int left = connections; left > 0; left -= WAVE) {
            hold(near, Math.min(WAVE, left), answers);
        }
        far.behave(Manners.good());
        answers.awaitAll(PATIENCE_SECONDS);
        trial.say("%d connections idle", near.figures().idle());
        if (near.figures().idle() != connections || answers.failed() > 0) {
            throw new IllegalStateException("no crowd of " + connections + ": " + near.figures());
        }
    }

    /** Has so many requests more at the far end, which answers none of them. */
    void hold(NearEnd near, int requests, Answers answers) throws Exception {
        far.behave(Manners.good().holding(true));
        long before = far.seen().requests();
        for (int i = 0; i < requests; i++) {
            answers.add(near.fetch(HttpRequest.get(origin(), "/")), System.nanoTime());
        }
        if (!far.await(seen -> seen.requests() == before + requests, PATIENCE_SECONDS)) {
            throw new IllegalStateException("only " + (far.seen().requests() - before) + " of " + requests + " came");
        }
    }

    private Origin origin() {
        next = (next + 1) % HOSTS;
        return new Origin(FarEndOptions.loopback(next), far.port(), false);
    }
}
