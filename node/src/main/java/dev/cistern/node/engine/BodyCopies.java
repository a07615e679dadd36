package dev.cistern.node.engine;

import dev.cistern.node.engine.Copies.Leg;
import dev.cistern.node.engine.Copies.Spread;
import dev.cistern.node.engine.blob.BlobSum;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The copies of one body on their way to other members. All go at the pace of the slowest, until that has cost too much time: then
 * who is late is given up, as long as enough are left. Guarded by itself.
 */
final class BodyCopies {
    private final Vertx vertx;
    private final Spread spread;
    private final Patience patience;
    private final int here;
    private final List<Way> ways = new ArrayList<>();
    private @Nullable Promise<Void> room;
    private @Nullable Promise<List<Integer>> durable;
    private long roomSince;
    private long waitedNanos;
    private boolean graceBegan;
    private boolean graceIsOver;
    private @Nullable Throwable lastLoss;

    /**
     * How long who is late is waited for.
     *
     * @param lag for room, all together, while enough others have some
     * @param grace at the end, once enough are durable
     * @param longest at the end, until enough are durable
     */
    record Patience(Duration lag, Duration grace, Duration longest) {
        static final Patience STANDARD =
                new Patience(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(20));
    }

    private static final class Way {
        private final Leg leg;
        private boolean waits;
        private boolean done;
        private boolean lost;

        Way(Leg leg) {
            this.leg = leg;
        }

        boolean isLive() {
            return !lost;
        }
    }

    BodyCopies(Vertx vertx, Spread spread, Patience patience) {
        this.vertx = vertx;
        this.spread = spread;
        this.patience = patience;
        this.here = spread.here() ? 1 : 0;
        spread.legs().forEach(leg -> ways.add(new Way(leg)));
    }

    /** Hands the bytes to all; they must not change any more. */
    void send(List<ByteBuffer> bytes) {
        for (Way way : live()) {
            List<ByteBuffer> own = bytes.stream().map(ByteBuffer::duplicate).toList();
            synchronized (this) {
                way.waits = true;
            }
            way.leg.send(own).onComplete(taken -> took(way, taken));
        }
    }

    /** Completes when there is room for more; fails when so few are left that the body cannot be stored. */
    synchronized Future<Void> room() {
        Promise<Void> waiting = Promise.promise();
        room = waiting;
        roomSince = System.nanoTime();
        look();
        if (!waiting.future().isComplete()) {
            long timer = after(patience.lag.minusNanos(waitedNanos), this::lookAgain);
            waiting.future().onComplete(done -> {
                boolean unused = vertx.cancelTimer(timer);
                synchronized (this) {
                    waitedNanos += System.nanoTime() - roomSince;
                }
            });
        }
        return waiting.future();
    }

    /**
     * Ends the body; this node's own copy, where there is one, is durable.
     *
     * @return the members that have it, this one not among them; fails where they are too few
     */
    Future<List<Integer>> finish(BlobSum sum) {
        Promise<List<Integer>> waiting = Promise.promise();
        synchronized (this) {
            durable = waiting;
        }
        for (Way way : live()) {
            way.leg.finish(sum).onComplete(ended -> ended(way, ended));
        }
        long timer = after(
                patience.longest,
                () -> waiting.tryFail(tooFew("did not answer within " + patience.longest.toSeconds() + " s", null)));
        waiting.future().onComplete(done -> {
            boolean unused = vertx.cancelTimer(timer);
        });
        synchronized (this) {
            look();
        }
        return waiting.future();
    }

    /** Gives up whatever is on its way; who has it already is to be told. */
    void cancel() {
        for (Way way : live()) {
            way.leg.cancel();
        }
    }

    /** All members that it was sent to. */
    List<Integer> members() {
        return spread.legs().stream().map(Leg::member).toList();
    }

    /** Members that ought to have it, tried or not, and are not among these. */
    List<Integer> missing(List<Integer> durableOn) {
        TreeSet<Integer> missing = new TreeSet<>(spread.wished());
        missing.removeAll(durableOn);
        return List.copyOf(missing);
    }

    private synchronized List<Way> live() {
        return ways.stream().filter(Way::isLive).toList();
    }

    private synchronized void took(Way way, AsyncResult<Void> taken) {
        way.waits = false;
        if (taken.failed()) {
            lose(way, taken.cause());
        }
        look();
    }

    private synchronized void ended(Way way, AsyncResult<Void> ended) {
        way.done = ended.succeeded();
        if (ended.failed()) {
            lose(way, ended.cause());
        }
        look();
    }

    private void lose(Way way, Throwable why) {
        way.lost = true;
        lastLoss = why;
    }

    private synchronized void lookAgain() {
        look();
    }

    private void dropWhoLags() {
        for (Way way : ways) {
            if (way.isLive() && way.waits) {
                lose(way, new StoreException(Code.BUSY, "member " + way.leg.member() + " is too slow"));
                way.leg.cancel();
            }
        }
    }

    /** Sees whether what is waited for is there, or will never be. */
    private void look() {
        boolean enough = here + count(Way::isLive) >= spread.quorum();
        Promise<Void> waiting = room;
        if (waiting != null && !waiting.future().isComplete()) {
            lookForRoom(waiting, enough);
        }
        Promise<List<Integer>> finishing = durable;
        if (finishing != null) {
            lookAtEnd(finishing, enough);
        }
    }

    private void lookForRoom(Promise<Void> waiting, boolean enough) {
        boolean patient = waitedNanos + System.nanoTime() - roomSince < patience.lag.toNanos();
        if (!enough) {
            waiting.tryFail(tooFew("were lost", lastLoss));
            return;
        }
        if (!patient && here + count(way -> way.isLive() && !way.waits) >= spread.quorum()) {
            dropWhoLags();
        }
        if (count(way -> way.isLive() && way.waits) == 0) {
            waiting.tryComplete();
        }
    }

    private void lookAtEnd(Promise<List<Integer>> finishing, boolean enough) {
        int done = here + count(way -> way.done);
        if (!enough) {
            finishing.tryFail(tooFew("were lost", lastLoss));
        } else if (done >= spread.quorum() && (graceIsOver || count(way -> way.isLive() && !way.done) == 0)) {
            finishing.tryComplete(ways.stream()
                    .filter(way -> way.done)
                    .map(way -> way.leg.member())
                    .toList());
        } else if (done >= spread.quorum() && !graceBegan) {
            graceBegan = true;
            long unused = after(patience.grace, () -> {
                synchronized (this) {
                    graceIsOver = true;
                    look();
                }
            });
        }
    }

    private int count(Predicate<Way> which) {
        return (int) ways.stream().filter(which).count();
    }

    private StoreException tooFew(String what, @Nullable Throwable loss) {
        return new StoreException(
                Code.NO_COPY,
                "the object needs " + spread.quorum() + " copies, and too many of the members it was sent to " + what
                        + (loss == null ? "" : ": " + loss.getMessage()) + "; try again",
                loss);
    }

    private long after(Duration time, Runnable task) {
        return vertx.setTimer(Math.max(1, time.toMillis()), fired -> task.run());
    }
}
