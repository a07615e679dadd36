package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static dev.cistern.net.server.Front.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a node that stops parts from its clients. */
@Timeout(60)
final class DrainTest {
    private final Promise<HttpServerRequest> held = Promise.promise();

    private Front front() {
        return new Front(SETTINGS, request -> {
            if (request.uri().equals("/slow")) {
                held.complete(request);
            } else {
                request.response().end(request.uri());
            }
        });
    }

    @Test
    void idleConnectionsAreClosedAndActiveOnesFinish() {
        try (Front front = front();
                Client idle = front.connect();
                Client active = front.connect()) {
            assertThat(idle.get("/").response()).endsWith("/");
            active.get("/slow");
            HttpServerRequest request = await(held.future());
            front.eventually(f -> f.idle() == 1 && f.active() == 1);
            var drained = front.connections.drain();
            assertThat(idle.rest()).isEmpty();
            front.pass(Duration.ofSeconds(29));
            assertThat(drained.isComplete()).isFalse();
            request.response().end("at last");
            assertThat(active.rest()).containsIgnoringCase("connection: close").endsWith("at last");
            assertThat(await(drained)).isEqualTo(new Drained(2, 0));
            assertThat(front.closes(CloseReason.SHUTDOWN)).isEqualTo(2);
        }
    }

    @Test
    void whatIsLeftAfterTheDrainTimeIsCut() {
        try (Front front = front();
                Client active = front.connect()) {
            active.get("/slow");
            front.eventually(f -> f.active() == 1);
            var drained = front.connections.drain();
            front.pass(Duration.ofSeconds(30));
            assertThat(active.rest()).isEmpty();
            assertThat(await(drained)).isEqualTo(new Drained(1, 1));
        }
    }

    @Test
    void newConnectionsAreRefused() {
        try (Front front = front();
                Client active = front.connect()) {
            active.get("/slow");
            HttpServerRequest request = await(held.future());
            var drained = front.connections.drain();
            try (Client late = front.connect()) {
                assertThat(late.rest()).startsWith("HTTP/1.1 503 ").contains("stopping");
            }
            request.response().end("at last");
            assertThat(active.rest()).endsWith("at last");
            assertThat(await(drained).cut()).isZero();
        }
    }

    @Test
    void drainOfANodeWithoutConnectionsIsDoneAtOnce() {
        try (Front front = front()) {
            assertThat(await(front.connections.drain())).isEqualTo(new Drained(0, 0));
            assertThat(await(front.connections.drain())).isEqualTo(new Drained(0, 0));
        }
    }
}
