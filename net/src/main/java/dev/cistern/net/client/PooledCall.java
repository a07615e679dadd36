package dev.cistern.net.client;

import dev.cistern.net.CloseReason;
import dev.cistern.net.client.PooledHttpClient.Target;
import dev.cistern.net.client.RequestFailedException.Kind;
import dev.cistern.net.pool.AcquireException;
import dev.cistern.net.pool.Acquirer;
import dev.cistern.net.pool.Acquisition;
import dev.cistern.net.pool.DialFailedException;
import dev.cistern.net.pool.Lease;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to its answer: over one connection or, where the first was lost before it answered and nothing can
 * happen twice, over a second, fresh one. Confined to the event loop that it was started on, except {@link #cancel}.
 */
final class PooledCall implements Call, Acquirer<ClientConnection> {
    private final PooledHttpClient client;
    private final ContextInternal context;
    private final HttpRequest request;
    private final Standing standing;
    private final Promise<HttpResponse> answer;
    private Target target;
    private @Nullable Acquisition acquisition;
    private @Nullable Exchange exchange;
    private boolean waiting;
    /** When a connection was asked for the first time. */
    private long askedAt;

    private boolean retried;
    private boolean cancelled;

    /** What is done to get it a connection. */
    enum Standing {
        /** It waits for one, and for another where that is lost. */
        ORDINARY,
        /** It takes one that nobody would miss. */
        SPARE
    }

    PooledCall(PooledHttpClient client, ContextInternal context, HttpRequest request, Standing standing) {
        this.client = client;
        this.context = context;
        this.request = request;
        this.standing = standing;
        this.answer = context.promise();
        this.target = client.target(request.origin());
    }

    @Override
    public Future<HttpResponse> response() {
        return answer.future();
    }

    @Override
    public void cancel() {
        context.execute(this::cancelHere);
    }

    private void cancelHere() {
        if (cancelled) {
            return;
        }
        cancelled = true;
        var failure = new RequestFailedException(Kind.CANCELLED, request.label() + " was cancelled", null);
        if (exchange != null) {
            exchange.giveUp(failure, CloseReason.CANCELLED);
        } else if (acquisition != null && acquisition.cancel()) {
            answer.tryFail(failure);
        }
        answer.tryFail(failure);
    }

    /** The value of {@code Host}. */
    String authority() {
        return target.authority();
    }

    void start() {
        waiting = true;
        Acquisition asked = standing == Standing.SPARE
                ? client.pool().acquireSpare(target.host(), context.nettyEventLoop(), this)
                : client.pool().acquire(target.host(), context.nettyEventLoop(), this);
        acquisition = waiting ? asked : null;
    }

    private void startAgain() {
        waiting = true;
        target = client.target(request.origin());
        Acquisition asked = client.pool().acquireFresh(target.host(), context.nettyEventLoop(), askedAt, this);
        acquisition = waiting ? asked : null;
    }

    @Override
    public void granted(Lease<ClientConnection> lease) {
        waiting = false;
        acquisition = null;
        askedAt = retried ? askedAt : lease.askedAt();
        if (cancelled) {
            lease.release();
            return;
        }
        Exchange begun = new Exchange(this, context, request, lease, client.loop(context));
        exchange = begun;
        if (ContextInternal.current() == context) {
            begun.start();
        } else {
            context.emit(begun, Exchange::start);
        }
    }

    @Override
    public void refused(AcquireException why) {
        waiting = false;
        acquisition = null;
        answer.tryFail(noConnection(why));
    }

    private RequestFailedException noConnection(Throwable cause) {
        String message = request.label() + ": " + cause.getMessage();
        return new RequestFailedException(kindOf(cause), message, cause);
    }

    private static Kind kindOf(Throwable cause) {
        if (!(cause instanceof AcquireException refused)) {
            return Kind.CONNECT;
        }
        return switch (refused.code()) {
            case TIMEOUT, TOO_MANY_WAITERS, NONE_SPARE, TOO_MANY_HOSTS -> Kind.NO_CONNECTION;
            case CANCELLED -> Kind.CANCELLED;
            case POOL_CLOSED -> Kind.SHUTDOWN;
            case DIAL_FAILED ->
                refused.getCause() instanceof DialFailedException dial && dial.reason() == CloseReason.TLS_FAIL
                        ? Kind.TLS
                        : Kind.CONNECT;
        };
    }

    void responded(HttpResponse response) {
        answer.tryComplete(response);
    }

    /** The exchange ended before the headers of a response. */
    void failed(RequestFailedException failure, Retry.Progress progress) {
        again(failure, failure.kind() == Kind.CONNECTION_LOST && Retry.isSafe(request, progress));
    }

    /** The peer has seen the headers only, and refused to be asked; on a fresh connection it is not asked. */
    void expectationFailed(RequestFailedException failure) {
        again(failure, true);
    }

    private void again(RequestFailedException failure, boolean safe) {
        exchange = null;
        if (safe && !cancelled && !retried && standing == Standing.ORDINARY) {
            retried = true;
            client.retrying();
            startAgain();
        } else {
            answer.tryFail(failure);
        }
    }
}
