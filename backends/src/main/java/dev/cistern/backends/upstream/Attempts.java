package dev.cistern.backends.upstream;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestFailedException;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request, sent until it is answered or not worth sending any more. Confined to its context. */
final class Attempts implements Round.Listener {
    /** It was asked nothing. */
    private static final Set<Kind> BEFORE_ASKING = EnumSet.of(Kind.CONNECT, Kind.TLS);

    private final UpstreamClient client;
    private final UpstreamHost host;
    private final HttpRequest request;
    /** Whether a second request may be sent beside one that is slow to be answered. */
    private final boolean hedged;

    private final RetrySettings settings;
    private final ContextInternal context;
    private final Promise<HttpResponse> answer;
    private final long begunAt;
    private int made;
    private int paid;

    Attempts(UpstreamClient client, HttpRequest request, boolean hedged, ContextInternal context) {
        this.client = client;
        this.host = client.host(request.origin());
        this.request = request;
        this.hedged = hedged;
        this.settings = client.settings();
        this.context = context;
        this.answer = context.promise();
        this.begunAt = client.time().nanos();
    }

    Future<HttpResponse> answer() {
        return answer.future();
    }

    void start() {
        long now = client.time().nanos();
        long pause = host.pauseNanos(now);
        if (pause > 0) {
            waitOut(pause, now);
        } else if (host.admit(now, settings)) {
            send();
        } else {
            host.shortened.increment();
            answer.tryFail(
                    new BackendException(Fault.UNREACHABLE, request.origin() + " is " + host.whyGone(now, settings)));
        }
    }

    /** The host has asked to be left alone. */
    private void waitOut(long pauseNanos, long now) {
        if (isTooLate(now + pauseNanos) || host.waiting.get() >= UpstreamHost.MOST_WAITING) {
            host.shortened.increment();
            answer.tryFail(new BackendException(
                    Fault.BUSY,
                    request.origin() + " is busy and has asked to be left alone for another "
                            + Math.max(1, Duration.ofNanos(pauseNanos).toMillis()) + " ms"));
            return;
        }
        host.waiting.incrementAndGet();
        Runnable unused = client.time().after(pauseNanos, () -> {
            host.waiting.decrementAndGet();
            start();
        });
    }

    private void send() {
        if (!request.body().isInMemory()) {
            host.inFlight.enterStreaming();
            sendNow();
            return;
        }
        if (host.inFlight.enter()) {
            sendNow();
            return;
        }
        Runnable[] unwatch = {() -> {}};
        Runnable go = () -> context.execute(() -> {
            unwatch[0].run();
            sendNow();
        });
        if (!host.inFlight.wait(go)) {
            heldBack();
            return;
        }
        long left = settings.deadline().toNanos() - (client.time().nanos() - begunAt);
        unwatch[0] = client.time().after(Math.max(1, left), () -> {
            if (host.inFlight.giveUp(go)) {
                heldBack();
            }
        });
    }

    private void heldBack() {
        host.shortened.increment();
        answer.tryFail(new BackendException(
                Fault.BUSY,
                request.origin() + " is busy and is asked " + host.inFlight.atATime()
                        + " requests at a time; this one waited for its turn in vain"));
    }

    private void sendNow() {
        made++;
        // What is sent again costs the host twice as it is.
        Duration hedgeAfter = hedged && made == 1 ? settings.hedgeAfter() : Duration.ZERO;
        new Round(client, host, request, settings, this).begin(hedgeAfter);
    }

    @Override
    public void answered(HttpResponse response) {
        int status = response.status();
        boolean busy = Status.isBusy(status);
        boolean failed = Status.isFailure(status);
        if (!busy && !failed) {
            host.budget.answered(paid);
        }
        if ((busy || (failed && request.isRepeatable()))
                && again(RetryBudget.PRICE, client.time().nanos())) {
            response.drain();
        } else {
            answer.tryComplete(response);
        }
    }

    @Override
    public void failed(Throwable cause, boolean late) {
        @Nullable Kind kind = cause instanceof RequestFailedException failed ? failed.kind() : null;
        Throwable reason = late ? notInTime() : cause;
        boolean safe = request.isRepeatable() || (kind != null && BEFORE_ASKING.contains(kind));
        int price = late || kind == Kind.RESPONSE_TIMEOUT ? RetryBudget.PRICE_OF_TIMEOUT : RetryBudget.PRICE;
        if (!(late || Round.isOfTheHost(cause))
                || !safe
                || !again(price, client.time().nanos())) {
            answer.tryFail(reason);
        }
    }

    private BackendException notInTime() {
        return new BackendException(
                Fault.BACKEND_TIME,
                request.method() + " was not answered within "
                        + settings.eachAttempt().toMillis() + " ms" + (made > 1 ? ", " + made + " times" : ""));
    }

    /** @return whether it will be sent again */
    private boolean again(int price, long now) {
        long pause = Math.max(client.backoff().pauseNanos(made), host.pauseNanos(now));
        if (made >= settings.attempts()
                || isTooLate(now + pause)
                || !request.body().replayable()) {
            return false;
        }
        if (!host.budget.take(price)) {
            host.unpaid.increment();
            return false;
        }
        paid = price;
        host.repeated.increment();
        Runnable unused = client.time().after(pause, this::start);
        return true;
    }

    private boolean isTooLate(long at) {
        return at - begunAt >= settings.deadline().toNanos();
    }
}
