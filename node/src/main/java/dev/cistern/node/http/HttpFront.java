package dev.cistern.node.http;

import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every request enters and every response leaves: gives it an id, hands it to the {@link Surface} its path belongs
 * to, answers what failed, and logs it. Called on all event loops.
 */
public final class HttpFront implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    private static final CharSequence PRODUCT = HttpHeaders.createOptimized("Cistern");

    /** What a client can prove with who it is, RFC 9110 §11.6.1. */
    private static final List<String> CHALLENGES = List.of("Bearer realm=\"cistern\"", "AWS4-HMAC-SHA256");

    private final Vertx vertx;
    private final Router router;
    private final AccessLog accessLog;
    private final RequestFigures figures;
    private final DateHeader date;
    private final RequestIds ids;

    public HttpFront(Vertx vertx, Router router, AccessLog accessLog, RequestFigures figures, RequestIds ids) {
        this.vertx = vertx;
        this.router = router;
        this.accessLog = accessLog;
        this.figures = figures;
        this.ids = ids;
        this.date = new DateHeader(vertx);
    }

    @Override
    public void handle(HttpServerRequest request) {
        figures.onRequest();
        Exchange exchange = new Exchange(request, ids.next());
        request.response()
                .putHeader(HttpHeaders.SERVER, PRODUCT)
                .putHeader(HttpHeaders.DATE, date.now())
                .putHeader(REQUEST_ID, exchange.id());
        Surface surface = router.surface(exchange);
        noteWhenEnded(exchange, router.isForClients(surface));
        serve(surface, exchange).onFailure(cause -> fail(surface, exchange, cause));
    }

    /** Answers what is not HTTP, or more of it than is allowed; nobody knows where the next request would begin. */
    public void refuse(HttpServerRequest request) {
        Failure failure = UnreadableRequest.explain(request);
        HttpServerResponse response = request.response()
                .setStatusCode(failure.status())
                .putHeader(HttpHeaders.SERVER, PRODUCT)
                .putHeader(HttpHeaders.DATE, date.now())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        JsonObject json = new JsonObject()
                .put("status", failure.status())
                .put("code", failure.code())
                .put("message", failure.message());
        response.end(json.encodePrettily() + "\n")
                .onComplete(answered -> request.connection().close());
    }

    private static Future<Void> serve(Surface surface, Exchange exchange) {
        try {
            return surface.serve(exchange);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void fail(Surface surface, Exchange exchange, Throwable cause) {
        HttpServerResponse response = exchange.response();
        Failure failure = surface.explain(cause);
        boolean clientLeft = response.closed() || isClientGone(cause);
        if (failure.isOurs() && !clientLeft) {
            figures.onFailure();
            logFailure(exchange, failure, cause);
        }
        if (clientLeft || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            breakOff(exchange);
        } else {
            answer(surface, exchange, failure);
        }
    }

    /** A response that cannot be finished must not look finished. */
    private static void breakOff(Exchange exchange) {
        if (exchange.request().version() == HttpVersion.HTTP_2) {
            exchange.response().reset();
        } else {
            exchange.request().connection().close();
        }
    }

    private void answer(Surface surface, Exchange exchange, Failure failure) {
        HttpServerRequest request = exchange.request();
        UnreadBody.beforeAnswer(request);
        exchange.response().headers().remove(HttpHeaders.CONTENT_LENGTH);
        if (failure.status() != 416) {
            exchange.response().headers().remove("Content-Range");
        }
        Future<Void> answered;
        if (failure.status() == 304) {
            answered = exchange.response().setStatusCode(304).end();
        } else {
            if (failure.status() == 503 || failure.status() == 507) {
                exchange.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            }
            if (failure.status() == 401) {
                exchange.response().putHeader("WWW-Authenticate", CHALLENGES);
            }
            answered = surface.tell(exchange, failure);
        }
        UnreadBody.discard(vertx, request);
        answered.onFailure(gone -> log.debug("the client left before its answer", gone));
    }

    private void logFailure(Exchange exchange, Failure failure, Throwable cause) {
        var event = failure.status() == 500 ? log.atError().setCause(cause) : log.atWarn();
        event.addKeyValue("requestId", exchange.id())
                .addKeyValue("code", failure.code())
                .addKeyValue("method", exchange.method().name())
                .addKeyValue("path", exchange.target().rawPath())
                .log("request failed: {}", failure.message());
    }

    private void noteWhenEnded(Exchange exchange, boolean isOfClient) {
        long startNanos = System.nanoTime();
        HttpServerResponse response = exchange.response();
        response.endHandler(ended -> {
            long tookNanos = System.nanoTime() - startNanos;
            figures.durations().ended(exchange.method(), response.getStatusCode(), response.ended(), tookNanos);
            if (accessLog.isOn()) {
                Instant when = Instant.now().minusNanos(tookNanos);
                accessLog.write(CombinedLogLine.of(exchange, when, TimeUnit.NANOSECONDS.toMicros(tookNanos)));
            }
            if (isOfClient && figures.times().areWanted() && exchange.isSmall(RequestTimes.SMALL_BYTES)) {
                figures.times().took(tookNanos);
            }
        });
    }

    private static boolean isClientGone(Throwable cause) {
        Throwable root = cause instanceof StoreException && cause.getCause() != null ? cause.getCause() : cause;
        return root instanceof ClientGoneException
                || root instanceof HttpClosedException
                || root instanceof StreamResetException
                || isOfConnection(root);
    }

    /** Netty makes failures of its own where a socket is closed or reset; those of files are Java's. */
    private static boolean isOfConnection(Throwable failure) {
        return failure instanceof IOException
                && failure.getClass().getPackageName().startsWith("io.netty.channel");
    }
}
