package dev.cistern.conf.live;

import static dev.cistern.conf.live.ServiceCase.failure;
import static dev.cistern.conf.live.ServiceCase.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbationTest {
    private static final String IDLE_CONNS = "net.http.idle_conns";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** The settings of the next change. */
    private static Future<Settings> nextChange(ServiceCase node) {
        Promise<Settings> next = Promise.promise();
        Runnable unused = node.service.subscribe((before, now) -> {
            boolean first = next.tryComplete(now);
            return Future.succeededFuture(first ? Map.of() : Map.of("later", 1L));
        });
        return next.future();
    }

    @Test
    void changeGoesWhenNotConfirmedInTime() {
        try (ServiceCase node = new ServiceCase(folder)) {
            ChangeReport report = get(node.setOnProbation(IDLE_CONNS, "5"));
            assertThat(report.confirmBy()).isEqualTo(Instant.parse("2026-01-31T12:01:00Z"));
            Future<Settings> reverted = nextChange(node);

            node.time.pass(Duration.ofSeconds(59));
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("5");
            node.time.pass(Duration.ofSeconds(1));

            assertThat(get(reverted).peers().idleConns()).isEqualTo(2000);
            assertThat(node.set(IDLE_CONNS, "6").revision()).isEqualTo(3);
            assertThat(node.service.history().get(1).source()).isEqualTo(ChangeSource.REVERT);
            assertThat(node.service.history().get(1).who()).isEqualTo("change 1: not confirmed in time");
        }
    }

    @Test
    void changeGoesAtOnceWhenMoreRequestsFail() {
        try (ServiceCase node = new ServiceCase(folder)) {
            node.rate.add(1000, 1);
            assertThat(get(node.setOnProbation(IDLE_CONNS, "5")).revision()).isEqualTo(1);
            Future<Settings> reverted = nextChange(node);

            node.rate.add(50, 50);
            node.time.pass(Duration.ofSeconds(1));

            assertThat(get(reverted).peers().idleConns()).isEqualTo(2000);
            assertThat(node.service.history().get(1).who())
                    .isEqualTo("change 1: 50.0 % of requests failed after the change, 0.1 % before");
        }
    }

    @Test
    void confirmedChangeStays() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(get(node.setOnProbation(IDLE_CONNS, "5")).revision()).isEqualTo(1);
            assertThat(failure(node.setOnProbation(IDLE_CONNS, "6"))).hasMessageContaining("awaits confirmation");

            assertThat(get(node.service.confirm("ann"))).isEqualTo(1);
            node.time.pass(Duration.ofMinutes(2));

            assertThat(node.set("net.http.max_waiters", "7").revision()).isEqualTo(2);
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("5");
            assertThat(failure(node.service.confirm("ann"))).hasMessage("no change awaits confirmation");
        }
    }

    @Test
    void rollbackEndsTheProbation() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(get(node.setOnProbation(IDLE_CONNS, "5")).revision()).isEqualTo(1);

            assertThat(get(node.service.rollback("ann")).confirmBy()).isNull();

            assertThat(node.effective(IDLE_CONNS)).isEqualTo("2000");
            assertThat(node.set(IDLE_CONNS, "6").revision()).isEqualTo(3);
        }
    }

    @Test
    void unconfirmedChangeIsPutBackByARestart() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(node.set(IDLE_CONNS, "1000").revision()).isEqualTo(1);
            assertThat(get(node.setOnProbation(IDLE_CONNS, "5")).revision()).isEqualTo(2);
        }
        try (ServiceCase restarted = new ServiceCase(folder)) {
            assertThat(restarted.effective(IDLE_CONNS)).isEqualTo("1000");
            assertThat(restarted.service.revision()).isEqualTo(3);
            assertThat(restarted.service.history().get(2).who())
                    .isEqualTo("the node stopped before change 2 was confirmed");
            assertThat(restarted.service.history().get(2).changes().get(0).newValue())
                    .isEqualTo("1000");
        }
    }
}
