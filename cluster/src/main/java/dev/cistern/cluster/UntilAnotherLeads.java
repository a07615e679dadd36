package dev.cistern.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a leader's answer no longer than it leads: a process that was stopped keeps its connections and says nothing, while
 * the others elect another.
 *
 * @param leader the one that is known now, null while none is
 * @param look how often it is asked for
 */
record UntilAnotherLeads(Vertx vertx, Supplier<@Nullable String> leader, Duration look) {

    /**
     * The answer, or a failure with {@link LeaderChangedException} once another one is known to lead. The answer may still come,
     * and what was asked for may still be done.
     *
     * @param asked who was asked as the leader
     */
    <T> Future<T> await(String asked, Future<T> answer) {
        Promise<T> first = Promise.promise();
        long timer = vertx.setPeriodic(look.toMillis(), id -> {
            String now = leader.get();
            if (now != null && !now.equals(asked)) {
                boolean unused = first.tryFail(new LeaderChangedException());
            }
        });
        answer.onSuccess(first::tryComplete).onFailure(first::tryFail);
        return first.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Has no stack trace. */
    static final class LeaderChangedException extends Exception {
        private static final long serialVersionUID = 1L;

        LeaderChangedException() {
            super("another node leads now", null, false, false);
        }
    }
}
