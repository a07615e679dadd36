package dev.cistern.net.client;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.internal.ContextInternal;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response on the side of its connection: ended or failed exactly once. While its reader has asked for more,
 * it holds the reader, to call it. While the reader has not, it does not: then only somebody else who has the reader can
 * make it go on, and when nobody has, the response was dropped. Confined to the event loop of the request.
 */
final class ResponseFlow {
    private final HttpClientStream from;
    private final Listener listener;
    private final ContextInternal context;
    private @Nullable Promise<MultiMap> asked;
    private @Nullable MultiMap trailers;
    /** The reader while it has asked for more, or has yet to be handed over. */
    private @Nullable ResponseBody reading;
    /** The reader once it has not. */
    private @Nullable WeakReference<ResponseBody> silent;

    private @Nullable RequestFailedException failure;
    private long demand;
    private boolean begun;
    private boolean ended;

    /** Whom a body tells what happens on the connection. */
    interface Listener {
        /** The reader wants more, having wanted nothing until now. */
        void readerWaits();

        /** The reader got some. */
        void chunkCame();

        /** That was all. */
        void responseEnded();
    }

    ResponseFlow(HttpClientStream from, ContextInternal context, Listener listener) {
        this.from = from;
        this.listener = listener;
        this.context = context;
        boolean dispatched = from.version() != HttpVersion.HTTP_2;
        from.chunkHandler(dispatched ? this::take : chunk -> context.dispatch(chunk, this::take));
        from.endHandler(dispatched ? this::end : last -> context.dispatch(last, this::end));
    }

    /** To be called once, at once. */
    void readBy(ResponseBody first) {
        reading = first;
    }

    /** The reader has been handed over; nothing flows that it has not asked for. To be called once, in the same turn. */
    void begin() {
        begun = true;
        if (demand != Long.MAX_VALUE) {
            from.doPause();
            if (demand > 0) {
                from.doFetch(demand);
            } else {
                letGo();
            }
        }
    }

    /** There is none, so its end needs no reader. */
    void expectNothing() {
        from.doFetch(1);
    }

    boolean readerIsWaiting() {
        return demand > 0 && !ended && failure == null;
    }

    /** Whether nobody can read it any more. Asking does not keep the reader alive. */
    boolean dropped() {
        return reading == null && !over() && silent != null && silent.refersTo(null);
    }

    private @Nullable ResponseBody reader() {
        if (reading != null) {
            return reading;
        }
        return silent == null ? null : silent.get();
    }

    private void letGo() {
        if (reading != null && silent == null && !over()) {
            silent = new WeakReference<>(reading);
        }
        reading = null;
    }

    Future<MultiMap> trailers() {
        Promise<MultiMap> promised = asked;
        if (promised == null) {
            promised = context.promise();
            asked = promised;
            settle(promised);
        }
        return promised.future();
    }

    private void settle(@Nullable Promise<MultiMap> promised) {
        if (promised == null) {
            return;
        }
        if (ended) {
            promised.tryComplete(trailers);
        } else if (failure != null) {
            promised.tryFail(failure);
        }
    }

    /** Whether the reader is to be told of the end now. */
    boolean endIsDue() {
        return ended && demand > 0;
    }

    @Nullable
    RequestFailedException failure() {
        return failure;
    }

    boolean over() {
        return ended || failure != null;
    }

    private void take(Buffer chunk) {
        if (failure != null) {
            return;
        }
        ResponseBody to = reader();
        if (demand != Long.MAX_VALUE && demand > 0) {
            demand--;
        }
        if (demand == 0) {
            letGo();
        }
        listener.chunkCame();
        if (to != null) {
            to.take(chunk);
        }
    }

    private void end(MultiMap trailers) {
        if (over()) {
            return;
        }
        ended = true;
        this.trailers = trailers;
        listener.responseEnded();
        settle(asked);
        tell();
    }

    /** The rest will not come. */
    void fail(RequestFailedException why) {
        if (over()) {
            return;
        }
        failure = why;
        settle(asked);
        tell();
    }

    private void tell() {
        ResponseBody to = reader();
        letGo();
        if (to != null) {
            to.tell();
        }
    }

    void pause() {
        demand = 0;
        if (begun) {
            letGo();
            from.doPause();
        }
    }

    /** The reader, which is this one, wants so many more chunks, 1 or more. */
    void fetch(ResponseBody by, long amount) {
        boolean waited = demand > 0;
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (over()) {
            return;
        }
        reading = by;
        if (!waited) {
            listener.readerWaits();
        }
        if (begun) {
            from.doFetch(amount);
        }
    }
}
