package dev.cistern.node;

import dev.cistern.node.layers.Alert;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.layers.AlertState;
import dev.cistern.node.layers.Moment;
import dev.cistern.node.layers.Severity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at the node every five seconds, on a worker, and says in the log which alerts begin and end. One look begins when the
 * one before is over.
 */
final class AlertWatch {
    private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);
    private static final long EVERY_MILLIS = 5_000;

    private final Vertx vertx;
    private final Supplier<Moment> node;
    private final AlertBoard board;
    private volatile boolean stopped;

    AlertWatch(Vertx vertx, Supplier<Moment> node, AlertBoard board) {
        this.vertx = vertx;
        this.node = node;
        this.board = board;
    }

    /** Goes on until it is stopped, or Vert.x is closed. */
    void start() {
        if (stopped) {
            return;
        }
        vertx.<List<AlertState>>executeBlocking(() -> board.look(node.get()), false)
                .onSuccess(this::tellAll)
                .onFailure(e -> log.warn("alerts not judged", e))
                .onComplete(looked -> vertx.setTimer(EVERY_MILLIS, timer -> start()));
    }

    /** A node that drains turns clients away, which is nothing to be alarmed at. */
    Future<Void> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void tellAll(List<AlertState> changed) {
        if (!stopped) {
            changed.forEach(AlertWatch::tell);
        }
    }

    private static void tell(AlertState state) {
        Alert alert = state.alert();
        if (!state.firing()) {
            log.atInfo().addKeyValue("alert", alert.label()).log("alert ended: {}", alert.summary());
            return;
        }
        log.atLevel(alert.severity() == Severity.CRITICAL ? Level.ERROR : Level.WARN)
                .addKeyValue("alert", alert.label())
                .addKeyValue("severity", alert.severity().label())
                .addKeyValue("since", state.since())
                .log("alert began: {}: {}; what to do: {}", alert.summary(), state.figures(), alert.advice());
    }
}
