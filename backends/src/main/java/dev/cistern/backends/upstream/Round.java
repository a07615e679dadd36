package dev.cistern.backends.upstream;

import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestFailedException;
import dev.cistern.net.client.RequestFailedException.Kind;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One time that a host is asked: with one request, or with two, a hedge, where the first is slow to be answered. The first
 * good answer counts, and the other request is given up; where both fail, it is as if there had been the first alone. Confined
 * to its context.
 */
final class Round {
    /** The host was asked, or could not be, by its own fault. */
    private static final Set<Kind> OF_THE_HOST =
            EnumSet.of(Kind.CONNECT, Kind.TLS, Kind.RESPONSE_TIMEOUT, Kind.CONNECTION_LOST, Kind.PROTOCOL);

    private final UpstreamClient client;
    private final UpstreamHost host;
    private final HttpRequest request;
    private final RetrySettings settings;
    private final Listener listener;
    private final Shot first = new Shot();
    private final Shot second = new Shot();
    private Runnable unwatch = () -> {};
    private Runnable unhedge = () -> {};
    private boolean hedges;
    private boolean over;

    /** Is told once how it ended. */
    interface Listener {
        void answered(HttpResponse response);

        /** @param late whether it was given up because its time was over */
        void failed(Throwable cause, boolean late);
    }

    /** A request, and what came of it. */
    private static final class Shot {
        private UpstreamClient.@Nullable Sent sent;
        private boolean underWay;
        private boolean late;
        private @Nullable HttpResponse response;
        private @Nullable Throwable failure;

        void giveUp() {
            if (underWay && sent != null) {
                sent.cancel().run();
            }
        }
    }

    Round(UpstreamClient client, UpstreamHost host, HttpRequest request, RetrySettings settings, Listener listener) {
        this.client = client;
        this.host = host;
        this.request = request;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Sends the first request, which has its place among those under way already.
     *
     * @param hedgeAfter how long to wait for its answer before there is a second one; zero for ever
     */
    void begin(Duration hedgeAfter) {
        // A body that streams takes as long as it takes; the client watches that it moves on.
        if (request.body().isInMemory()) {
            unwatch = client.time().after(settings.eachAttempt().toNanos(), this::tooLate);
        }
        hedges = !hedgeAfter.isZero();
        if (hedges) {
            unhedge = client.time().after(hedgeAfter.toNanos(), this::hedge);
        }
        send(first, client.line()::send);
    }

    private void send(Shot shot, Function<HttpRequest, UpstreamClient.Sent> line) {
        int shrunk = host.inFlight.shrunk();
        shot.underWay = true;
        UpstreamClient.Sent sent = line.apply(request);
        shot.sent = sent;
        sent.response().onComplete(done -> {
            shot.underWay = false;
            leave(done.result(), shrunk);
            if (shot == second) {
                count(done.cause());
            }
            ended(shot, done);
        });
    }

    /** Never waits for anything, since it would be too late then, and others would wait for it. */
    private void hedge() {
        if (!host.isWell(client.time().nanos())) {
            return;
        }
        if (!host.hedgeBudget.take()) {
            host.hedgesUnpaid.increment();
        } else if (!host.inFlight.enter()) {
            host.hedgeBudget.giveBack();
        } else {
            send(second, client.line()::sendIfSpare);
        }
    }

    private void count(@Nullable Throwable failure) {
        if (failure instanceof RequestFailedException refused && refused.kind() == Kind.NO_CONNECTION) {
            host.hedgeBudget.giveBack();
        } else {
            host.hedged.increment();
        }
    }

    private void leave(@Nullable HttpResponse response, int shrunk) {
        if (response != null && Status.isBusy(response.status())) {
            host.inFlight.busy(shrunk);
        } else if (response != null && Status.isGood(response.status())) {
            host.inFlight.answered();
        }
        if (request.body().isInMemory()) {
            host.inFlight.leave();
        } else {
            host.inFlight.leaveStreaming();
        }
    }

    private void tooLate() {
        host.failed(
                request.method() + " was not answered within "
                        + settings.eachAttempt().toMillis() + " ms",
                client.time().nanos(),
                settings);
        for (Shot shot : List.of(first, second)) {
            shot.late = shot.underWay;
        }
        first.giveUp();
        second.giveUp();
    }

    private void ended(Shot shot, AsyncResult<HttpResponse> done) {
        HttpResponse response = done.result();
        if (over) {
            if (response != null) {
                response.discard();
            }
            return;
        }
        if (response != null) {
            host.heard(response, client.time().nanos(), settings);
            if (Status.isGood(response.status())) {
                won(shot, response);
                return;
            }
        } else if (!shot.late && isOfTheHost(done.cause())) {
            host.failed(String.valueOf(done.cause().getMessage()), client.time().nanos(), settings);
        }
        shot.response = response;
        shot.failure = done.cause();
        if (!first.underWay && !second.underWay) {
            lost();
        }
    }

    private void won(Shot shot, HttpResponse response) {
        end();
        if (hedges) {
            host.hedgeBudget.answered();
        }
        if (shot == second) {
            host.hedgesWon.increment();
        }
        Shot other = shot == first ? second : first;
        other.giveUp();
        drain(other);
        listener.answered(response);
    }

    private void lost() {
        end();
        drain(second);
        if (first.response != null) {
            listener.answered(first.response);
        } else if (first.failure != null) {
            listener.failed(first.failure, first.late);
        }
    }

    private void end() {
        over = true;
        unwatch.run();
        unhedge.run();
    }

    private static void drain(Shot failed) {
        if (failed.response != null) {
            failed.response.drain();
        }
    }

    /** Whether a failure tells something of the host. */
    static boolean isOfTheHost(Throwable cause) {
        return cause instanceof RequestFailedException failed && OF_THE_HOST.contains(failed.kind());
    }
}
