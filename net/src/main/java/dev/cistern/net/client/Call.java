package dev.cistern.net.client;

import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import dev.cistern.net.pool.AcquireException;
import dev.cistern.net.pool.Acquisition;
import dev.cistern.net.pool.DialFailedException;
import dev.cistern.net.pool.Lease;
import dev.cistern.net.pool.Wanted;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to its answer: over one connection or, where the first was lost before it answered and nothing can
 * happen twice, over a second, fresh one. Confined to the event loop that it was started on, except {@link #cancel}.
 */
public final class Call {
    private final PooledHttpClient client;
    private final ContextInternal context;
    private final HttpRequest request;
    private final long arrivedAt;
    private final Promise<HttpResponse> answer;
    private @Nullable Acquisition<ClientConnection> acquisition;
    private @Nullable Exchange exchange;
    private boolean retried;
    private boolean cancelled;

    Call(PooledHttpClient client, ContextInternal context, HttpRequest request, long arrivedAt) {
        this.client = client;
        this.context = context;
        this.request = request;
        this.arrivedAt = arrivedAt;
        this.answer = context.promise();
    }

    /**
     * The answer.
     *
     * @return completed on the event loop that the request was sent from; fails with a {@link RequestFailedException}
     */
    public Future<HttpResponse> response() {
        return answer.future();
    }

    /**
     * Gives up, whatever the request is at: in the queue, on the wire, or in the middle of the response's body, which then
     * fails. Does nothing when the body has ended. Any thread may call it.
     */
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

    void start() {
        acquire(Wanted.ANY);
    }

    private void acquire(Wanted wanted) {
        Acquisition<ClientConnection> asked =
                client.acquire(request.origin(), context.nettyEventLoop(), wanted, arrivedAt);
        acquisition = asked;
        asked.lease().onComplete(lease -> context.emit(lease, this::acquired));
    }

    private void acquired(AsyncResult<Lease<ClientConnection>> acquired) {
        acquisition = null;
        if (acquired.failed()) {
            answer.tryFail(noConnection(acquired.cause()));
        } else if (cancelled) {
            acquired.result().release();
        } else {
            Exchange begun = new Exchange(this, context, request, acquired.result(), client.patience(context));
            exchange = begun;
            begun.start();
        }
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
            case TIMEOUT, TOO_MANY_WAITERS, TOO_MANY_HOSTS -> Kind.NO_CONNECTION;
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
        if (safe && !cancelled && !retried) {
            retried = true;
            client.retrying();
            acquire(Wanted.FRESH);
        } else {
            answer.tryFail(failure);
        }
    }
}
