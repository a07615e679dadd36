package dev.cistern.bench.net;

import dev.cistern.bench.farend.FarEndOptions;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Workers that each have an address of the far end, and thus a connection, to themselves: most-recently-used reuse would
 * else never leave a connection idle for as long as the gap.
 */
final class StaleLoad {
    private static final int BODY_BYTES = 2_000;

    private final NearEnd near;
    private final int port;
    private final SplittableRandom random;
    private final Answers answers = new Answers();

    StaleLoad(NearEnd near, int port, SplittableRandom random) {
        this.near = near;
        this.port = port;
        this.random = random;
    }

    private Origin origin(int worker) {
        return new Origin(FarEndOptions.loopback(worker), port, false);
    }

    /** So many requests in all, with such gaps between those of each worker; returns when all were answered. */
    Answers run(int workers, int requests, Gap gap, boolean put) throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            Promise<Void> promise = Promise.promise();
            done.add(promise.future());
            int share = requests / workers + (worker < requests % workers ? 1 : 0);
            Worker each = new Worker(origin(worker), random.split(), gap, put, promise);
            near.vertx().runOnContext(start -> each.next(share));
        }
        Future.all(done).toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
        return answers;
    }

    /** Confined to its event loop. */
    private final class Worker {
        private final Origin origin;
        private final SplittableRandom chance;
        private final Gap gap;
        private final boolean put;
        private final Promise<Void> done;

        Worker(Origin origin, SplittableRandom chance, Gap gap, boolean put, Promise<Void> done) {
            this.origin = origin;
            this.chance = chance;
            this.gap = gap;
            this.put = put;
            this.done = done;
        }

        private void next(int left) {
            if (left == 0) {
                done.complete();
                return;
            }
            Future<Integer> answer = near.fetch(put ? putOnce() : HttpRequest.get(origin, "/"));
            answers.add(answer, System.nanoTime());
            Context context = near.vertx().getOrCreateContext();
            answer.onComplete(came -> context.runOnContext(then -> pause(left - 1)));
        }

        private void pause(int left) {
            int millis = gap.least() + chance.nextInt(gap.most() - gap.least() + 1);
            if (millis == 0) {
                next(left);
            } else {
                near.vertx().setTimer(millis, timer -> next(left));
            }
        }

        private HttpRequest putOnce() {
            RequestBody body = RequestBody.once(new OneBuffer(Buffer.buffer(new byte[BODY_BYTES])), BODY_BYTES);
            return new HttpRequest(origin, HttpMethod.PUT, "/", MultiMap.caseInsensitiveMultiMap(), body);
        }
    }
}
