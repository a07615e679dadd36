package dev.cistern.net.client;

import dev.cistern.net.CloseReason;
import dev.cistern.net.client.RequestFailedException.Kind;
import dev.cistern.net.pool.Lease;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on one leased connection. However it ends, the lease is returned exactly once, and whoever
 * waits is told exactly once. Confined to the event loop of the request.
 */
final class Exchange implements RequestPump.Listener, ResponseFlow.Listener {
    /** A body is not sent unasked on a connection that was idle for longer: its peer may be about to close it. */
    static final long TRUSTED_IDLE_NANOS = 500_000_000L;

    private static final int EXPECTATION_FAILED = 417;
    private static final long HTTP2_CANCEL = 8;
    private static final long HTTP2_REFUSED = 7;

    /** Until it has the response, which may then be dropped by whoever has the call. */
    private @Nullable PooledCall call;

    private final ContextInternal context;
    private final HttpRequest request;
    private final String authority;
    private final Lease<ClientConnection> lease;
    private final ClientConnection connection;
    private final Loop loop;
    private final long readsBefore;
    private @Nullable HttpClientStream stream;
    private @Nullable RequestPump pump;
    private @Nullable ResponseFlow body;
    /** Its place among those of its loop; kept by the {@link Loop}. */
    int place;

    private Phase phase = Phase.SENDING_HEAD;
    /** When a sweep last found that it had moved: to read the clock at each move would cost more than the move itself. */
    private long movedAt;

    private boolean moved = true;
    private boolean headSent;
    private boolean bodyTaken;
    private boolean requestEnded;
    private boolean refused;
    private boolean flushed; // The kernel has all of the request.
    private boolean streamOpen;
    private boolean returning;

    private enum Phase {
        SENDING_HEAD,
        AWAITING_CONTINUE,
        SENDING_BODY,
        AWAITING_RESPONSE,
        RECEIVING,
        DONE
    }

    Exchange(PooledCall call, ContextInternal context, HttpRequest request, Lease<ClientConnection> lease, Loop loop) {
        this.call = call;
        this.context = context;
        this.request = request;
        this.authority = call.authority();
        this.lease = lease;
        this.connection = lease.connection();
        this.loop = loop;
        this.readsBefore = connection.peer().reads();
    }

    void start() {
        connection.exchangeBegan();
        loop.begin(this);
        connection.http().createStream(context).onComplete(this::begin);
    }

    private void begin(AsyncResult<HttpClientStream> begun) {
        if (begun.failed()) {
            broke(begun.cause());
            return;
        }
        HttpClientStream to = begun.result();
        if (phase == Phase.DONE) {
            reset(to);
            return;
        }
        stream = to;
        streamOpen = connection.multiplexed();
        to.exceptionHandler(this::broke);
        if (streamOpen) {
            to.closeHandler(closed -> context.execute(this::streamClosed));
        }
        to.headHandler(this::responded);
        if (!request.body().isEmpty() && !streamOpen && !lease.fresh() && lease.idleNanos() > TRUSTED_IDLE_NANOS) {
            phase = Phase.AWAITING_CONTINUE;
            moved = false;
            movedAt = loop.now();
            to.continueHandler(go -> sendBody(to));
            RequestHead.send(to, request, authority, true).onComplete(this::headSent);
        } else if (request.body().whole() == null) {
            RequestHead.send(to, request, authority, false).onComplete(this::headSent);
            sendBody(to);
        } else {
            bodyBegins();
            requestEnded = true;
            RequestHead.sendWhole(to, request, authority).onComplete(this::wholeSent);
        }
    }

    private void streamClosed() {
        streamOpen = false;
        if (returning) {
            lease.release();
        }
    }

    /** To take another request: one of HTTP/2 not before this one's stream is closed, which counts until then. */
    private void giveBack() {
        if (streamOpen) {
            returning = true;
        } else {
            lease.release();
        }
    }

    private void headSent(AsyncResult<Void> sent) {
        headSent |= sent.succeeded();
    }

    private void bodyBegins() {
        phase = Phase.SENDING_BODY;
        moved = true;
        bodyTaken = !request.body().isEmpty();
    }

    private void sendBody(HttpClientStream to) {
        if (phase != Phase.SENDING_HEAD && phase != Phase.AWAITING_CONTINUE) {
            return;
        }
        bodyBegins();
        Buffer whole = request.body().whole();
        if (whole == null) {
            pump = new RequestPump(request.body(), to, this);
            pump.start();
        } else {
            requestEnded = true;
            to.end(whole).onComplete(this::wholeSent);
        }
    }

    private void wholeSent(AsyncResult<Void> sent) {
        if (sent.succeeded()) {
            bodySent();
        }
    }

    @Override
    public void bodyMoved() {
        headSent = true;
        moved = true;
    }

    @Override
    public void bodyHandedOver() {
        requestEnded = true;
    }

    @Override
    public void bodySent() {
        headSent = true;
        flushed = true;
        if (phase == Phase.SENDING_BODY) {
            phase = Phase.AWAITING_RESPONSE;
            moved = true;
        }
    }

    @Override
    public void bodyFailed(String why, @Nullable Throwable cause) {
        giveUp(failure(Kind.REQUEST_BODY, why, cause), CloseReason.CANCELLED);
    }

    private void responded(HttpResponseHead response) {
        HttpClientStream from = stream;
        if (from == null || phase == Phase.DONE) {
            return;
        }
        if (phase == Phase.AWAITING_CONTINUE && response.statusCode == EXPECTATION_FAILED) {
            end();
            lease.close(CloseReason.BODY_UNDRAINED);
            if (call != null) {
                call.expectationFailed(failure(Kind.PROTOCOL, "the peer refuses Expect: 100-continue", null));
            }
            return;
        }
        if (pump != null && (phase == Phase.AWAITING_CONTINUE || response.statusCode >= 400) && !requestEnded) {
            pump.stop();
        }
        phase = Phase.RECEIVING;
        moved = true;
        connection.heed(response);
        ResponseFlow flow = new ResponseFlow(from, context, this);
        body = flow;
        handOver(response, flow);
        flow.begin();
        if (!flow.readerIsWaiting() && ReceivedResponse.hasNoBody(request.method(), response)) {
            flow.expectNothing();
        }
    }

    private void handOver(HttpResponseHead response, ResponseFlow flow) {
        ResponseBody reader = new ResponseBody(flow, context);
        flow.readBy(reader);
        PooledCall waiting = call;
        call = null;
        if (waiting != null) {
            waiting.responded(new ReceivedResponse(response.statusCode, response.headers, reader, this::discard));
        }
    }

    @Override
    public void readerWaits() {
        moved = true;
    }

    @Override
    public void chunkCame() {
        moved = true;
    }

    @Override
    public void responseEnded() {
        if (phase == Phase.DONE) {
            return;
        }
        end();
        if (!requestEnded) {
            abandonRequest(CloseReason.BODY_UNDRAINED);
        } else if (!connection.usable()) {
            lease.close(connection.reasonOfLoss());
        } else if (streamOpen && !flushed) {
            // The peer may never take the rest, and Vert.x resets no stream both ends of which it was given.
            lease.close(CloseReason.BODY_UNDRAINED);
        } else if (connection.protocolInForce()) {
            giveBack();
        } else {
            lease.close(CloseReason.CONFIG_DRAIN);
        }
    }

    private void end() {
        phase = Phase.DONE;
        loop.end(this);
        connection.exchangeEnded();
        if (pump != null) {
            pump.stop();
        }
    }

    /** On HTTP/2 the stream goes, on HTTP/1 the connection. */
    private void abandonRequest(CloseReason why) {
        HttpClientStream begun = connection.multiplexed() ? stream : null;
        if (begun != null) {
            reset(begun);
        }
        if (why == CloseReason.LEAK) {
            lease.leaked();
        } else if (begun != null) {
            giveBack();
        } else {
            lease.close(why);
        }
    }

    private static void reset(HttpClientStream abandoned) {
        abandoned.reset(new StreamResetException(HTTP2_CANCEL)).onComplete(gone -> {});
    }

    private void discard() {
        context.execute(() -> giveUp(
                failure(Kind.CANCELLED, "the rest of the response was discarded", null), CloseReason.BODY_UNDRAINED));
    }

    /** Ends it before its end. */
    void giveUp(RequestFailedException failure, CloseReason why) {
        if (phase == Phase.DONE) {
            return;
        }
        Retry.Progress progress = progress();
        end();
        abandonRequest(why);
        tell(failure, progress);
    }

    private void tell(RequestFailedException failure, Retry.Progress progress) {
        if (body != null) {
            body.fail(failure);
        } else if (call != null) {
            call.failed(failure, progress);
        }
    }

    private Retry.Progress progress() {
        boolean answered =
                body != null || (!connection.multiplexed() && connection.peer().reads() != readsBefore);
        return new Retry.Progress(headSent && !refused, bodyTaken, answered);
    }

    /** The connection, or on HTTP/2 the stream, was lost. */
    private void broke(Throwable cause) {
        if (phase == Phase.DONE) {
            return;
        }
        boolean streamOnly = cause instanceof StreamResetException;
        refused = cause instanceof StreamResetException reset && reset.getCode() == HTTP2_REFUSED;
        boolean lost = streamOnly
                || cause instanceof HttpClosedException
                || cause instanceof IOException
                || cause instanceof PrematureChannelClosureException;
        Retry.Progress progress = progress();
        end();
        if (streamOnly && connection.multiplexed()) {
            giveBack();
        } else {
            lease.close(lost ? connection.reasonOfLoss() : CloseReason.PROTOCOL_ERROR);
        }
        String what = lost ? "the connection was lost " + stage(progress) : "what came is not HTTP";
        tell(failure(lost ? Kind.CONNECTION_LOST : Kind.PROTOCOL, what + ": " + cause.getMessage(), cause), progress);
    }

    private String stage(Retry.Progress progress) {
        if (body != null) {
            return "in the middle of the response's body";
        }
        if (progress.responseBegan()) {
            return "in the middle of the response's headers";
        }
        return requestEnded ? "before the response" : "while the request was sent";
    }

    /** Looks whether a deadline has passed; none passes early, and all are seen at a sweep. */
    void check(long now) {
        if (moved) {
            moved = false;
            movedAt = now;
        }
        long waited = now - movedAt;
        switch (phase) {
            case DONE -> {}
            case AWAITING_CONTINUE -> {
                HttpClientStream to = stream;
                if (to != null && waited >= Patience.CONTINUE_NANOS) {
                    sendBody(to);
                }
            }
            case SENDING_BODY -> checkSending(waited);
            case SENDING_HEAD, AWAITING_RESPONSE -> {
                if (waited >= loop.patience().responseNanos()) {
                    late(
                            Kind.RESPONSE_TIMEOUT,
                            "no response within " + loop.patience().responseNanos() / 1_000_000
                                    + " ms of the end of the request");
                }
            }
            case RECEIVING -> {
                if (body != null && body.dropped()) {
                    String why = "the response was dropped, neither read nor discarded";
                    giveUp(failure(Kind.CANCELLED, why, null), CloseReason.LEAK);
                } else if (body != null && !body.readerIsWaiting()) {
                    moved = true;
                } else if (waited >= loop.patience().stallNanos()) {
                    late(Kind.BODY_STALLED, "the response's body stalled for " + waited / 1_000_000 + " ms");
                }
            }
        }
    }

    private void checkSending(long waited) {
        if (pump != null && !pump.waitsForPeer()) {
            moved = true;
        } else if (waited >= loop.patience().stallNanos()) {
            late(Kind.BODY_STALLED, "the peer took nothing of the request for " + waited / 1_000_000 + " ms");
        }
    }

    private void late(Kind kind, String why) {
        giveUp(failure(kind, why, null), CloseReason.CANCELLED);
    }

    private RequestFailedException failure(Kind kind, String why, @Nullable Throwable cause) {
        return new RequestFailedException(kind, request.label() + ": " + why, cause);
    }
}
