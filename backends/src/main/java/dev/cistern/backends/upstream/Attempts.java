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
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request, sent until it is answered or not worth sending any more. Confined to its context. */
final class Attempts {
    /** The host was asked, or could not be, by its own fault. */
    private static final Set<Kind> OF_THE_HOST =
            EnumSet.of(Kind.CONNECT, Kind.TLS, Kind.RESPONSE_TIMEOUT, Kind.CONNECTION_LOST, Kind.PROTOCOL);
    /** It was asked nothing. */
    private static final Set<Kind> BEFORE_ASKING = EnumSet.of(Kind.CONNECT, Kind.TLS);

    private final UpstreamClient client;
    private final UpstreamHost host;
    private final HttpRequest request;
    private final RetrySettings settings;
    private final ContextInternal context;
    private final Promise<HttpResponse> answer;
    private final long begunAt;
    private int made;
    private int paid;

    Attempts(UpstreamClient client, HttpRequest request, ContextInternal context) {
        this.client = client;
        this.host = client.host(request.origin());
        this.request = request;
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
        int shrunk = host.inFlight.shrunk();
        UpstreamClient.Sent sent = client.sendOnce(request);
        boolean[] late = {false};
        // A body that streams takes as long as it takes; the client watches that it moves on.
        Runnable unwatch = request.body().isInMemory()
                ? client.time().after(settings.deadline().toNanos() / settings.attempts(), () -> {
                    late[0] = true;
                    sent.cancel().run();
                })
                : () -> {};
        sent.response().onComplete(done -> {
            unwatch.run();
            if (done.succeeded() && isBusy(done.result())) {
                host.inFlight.busy(shrunk);
            } else if (done.succeeded() && done.result().status() / 100 != 5) {
                host.inFlight.answered();
            }
            if (request.body().isInMemory()) {
                host.inFlight.leave();
            } else {
                host.inFlight.leaveStreaming();
            }
            if (done.succeeded()) {
                answered(done.result());
            } else {
                failed(done.cause(), late[0]);
            }
        });
    }

    private static boolean isBusy(HttpResponse response) {
        return response.status() == 429 || response.status() == 503;
    }

    private void answered(HttpResponse response) {
        int status = response.status();
        long now = client.time().nanos();
        boolean busy = isBusy(response);
        boolean broken = status == 500 || status == 502 || status == 504;
        if (broken) {
            host.failed("status " + status, now, settings);
        } else if (busy) {
            host.throttled.increment();
            host.reached();
            RetryAfter.parse(response.headers().get("Retry-After"), date(response))
                    .ifPresent(time -> host.leaveAlone(time, now));
        } else {
            host.answered(paid);
        }
        boolean again = (busy || (broken && request.isRepeatable())) && again(RetryBudget.PRICE, now);
        if (again) {
            response.drain();
        } else {
            answer.tryComplete(response);
        }
    }

    /** The host's own clock, by which it reckons when it writes a date. */
    private static Instant date(HttpResponse response) {
        String date = response.headers().get(HttpHeaders.DATE);
        try {
            return date == null
                    ? Instant.MAX
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }

    private void failed(Throwable cause, boolean late) {
        @Nullable Kind kind = cause instanceof RequestFailedException failed ? failed.kind() : null;
        long now = client.time().nanos();
        Throwable reason = late ? notInTime() : cause;
        if (late || (kind != null && OF_THE_HOST.contains(kind))) {
            host.failed(String.valueOf(reason.getMessage()), now, settings);
        } else {
            answer.tryFail(reason);
            return;
        }
        boolean safe = request.isRepeatable() || (kind != null && BEFORE_ASKING.contains(kind));
        int price = late || kind == Kind.RESPONSE_TIMEOUT ? RetryBudget.PRICE_OF_TIMEOUT : RetryBudget.PRICE;
        if (!safe || !again(price, now)) {
            answer.tryFail(reason);
        }
    }

    private BackendException notInTime() {
        Duration each = settings.deadline().dividedBy(settings.attempts());
        return new BackendException(
                Fault.BACKEND_TIME,
                request.method() + " was not answered within " + each.toMillis() + " ms"
                        + (made > 1 ? ", " + made + " times" : ""));
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
