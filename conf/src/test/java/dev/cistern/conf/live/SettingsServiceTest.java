package dev.cistern.conf.live;

import static dev.cistern.conf.live.ServiceCase.failure;
import static dev.cistern.conf.live.ServiceCase.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.ResolvedSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsServiceTest {
    private static final String IDLE_TIME = "net.http.idle_conn_time";
    private static final String IDLE_CONNS = "net.http.idle_conns";
    private static final String PER_HOST = "net.http.idle_conns_per_host";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void knownCommandsAreTakenVerbatimAndUndone() {
        try (ServiceCase node = new ServiceCase(folder)) {
            KeyChange idleTime = node.set(IDLE_TIME, "30s").changes().get(0);
            assertThat(idleTime.newValue()).isEqualTo("30s");
            assertThat(idleTime.newEffective()).isEqualTo("17.75s");
            assertThat(idleTime.reason()).startsWith("clamped to 17.75s: must end before the peer closes");
            assertThat(node.set(IDLE_CONNS, "1000").changes().get(0).newEffective())
                    .isEqualTo("1000");
            assertThat(node.set(PER_HOST, "128").changes().get(0).newEffective())
                    .isEqualTo("128");

            Map<String, String> recommended = new LinkedHashMap<>();
            recommended.put(IDLE_TIME, "20s");
            recommended.put(IDLE_CONNS, "2000");
            recommended.put(PER_HOST, "100");
            ChangeReport report =
                    get(node.service.change(new ChangeRequest(Scope.CLUSTER, recommended, Set.of(), "ann", null)));
            assertThat(report.revision()).isEqualTo(4);
            assertThat(report.changes()).extracting(KeyChange::newEffective).containsExactly("17.75s", "2000", "100");
            assertThat(node.service.current().entry(IDLE_TIME).orElseThrow().origin())
                    .hasToString("cluster override by ann at 2026-01-31T12:00:00Z");

            assertThat(get(node.service.rollback("ann")).changes())
                    .extracting(KeyChange::newValue)
                    .containsExactly("30s", "1000", "128");
            assertThat(get(node.service.rollback("ann")).changes())
                    .extracting(KeyChange::key, KeyChange::newValue)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(PER_HOST, "100"));
            assertThat(get(node.service.rollback("ann", 0)).changes()).hasSize(2);
            assertThat(node.effective(IDLE_TIME)).isEqualTo("15s");
            assertThat(failure(node.service.rollback("ann")))
                    .isInstanceOf(ChangeRefusedException.class)
                    .hasMessage("there is no change of overrides to undo");
        }
    }

    @Test
    void previewTellsWhatAChangeWouldBringAndChangesNothing() {
        try (ServiceCase node = new ServiceCase(folder)) {
            ResolvedSettings preview = get(node.service.preview(ChangeRequest.set(IDLE_TIME, "30s", "ann")));
            assertThat(preview.entry(IDLE_TIME).orElseThrow().effective()).isEqualTo("17.75s");
            assertThat(preview.settings().peers().idleTime()).isEqualTo(Duration.ofMillis(17_750));
            assertThat(failure(node.service.preview(ChangeRequest.set("net.http.idle_con_time", "30s", "ann"))))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("did you mean " + IDLE_TIME);
            assertThat(node.effective(IDLE_TIME)).isEqualTo("15s");
            assertThat(node.service.history()).isEmpty();
        }
    }

    @Test
    void rollbackGoesToExactlyTheRevisionAsked() {
        try (ServiceCase node = new ServiceCase(folder)) {
            for (String value : List.of("1", "2", "3")) {
                assertThat(node.set(IDLE_CONNS, value).revision()).isEqualTo(Long.parseLong(value));
            }

            assertThat(get(node.service.rollback("bob", 1)).revision()).isEqualTo(4);

            assertThat(node.effective(IDLE_CONNS)).isEqualTo("1");
            assertThat(failure(node.service.rollback("bob", 9)))
                    .hasMessage("there is no revision 9; the last one is 4, 0 is no overrides at all");
            assertThat(node.service.history())
                    .extracting(HistoryEntry::source)
                    .endsWith(ChangeSource.COMMAND, ChangeSource.ROLLBACK);
        }
    }

    @Test
    void invalidChangeChangesNothingAndNamesEveryProblem() {
        try (ServiceCase node = new ServiceCase(folder)) {
            Map<String, String> wrong = new LinkedHashMap<>();
            wrong.put(IDLE_CONNS, "5");
            wrong.put("net.http.idle_con", "5");
            wrong.put("transport.idle_timeout_ms", "0");

            Throwable failure =
                    failure(node.service.change(new ChangeRequest(Scope.NODE, wrong, Set.of(), "ann", null)));

            assertThat(failure).isInstanceOf(InvalidSettingsException.class);
            assertThat(failure.getMessage())
                    .contains("value must be greater than zero", "no such setting", "did you mean");
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("2000");
            assertThat(node.service.revision()).isZero();
            assertThat(failure(node.service.change(
                            new ChangeRequest(Scope.NODE, Map.of(), Set.of("net.http.idle_con"), "ann", null))))
                    .hasMessageContaining("no such setting");
            assertThat(failure(node.service.change(new ChangeRequest(Scope.NODE, Map.of(), Set.of(), "ann", null))))
                    .hasMessageContaining("nothing to change");
        }
    }

    @Test
    void listenersGetOldAndNewAndTheirEffectsAreSummed() {
        try (ServiceCase node = new ServiceCase(folder)) {
            SettingsListener closes = (before, now) -> {
                int fewer = before.peers().idleConns() - now.peers().idleConns();
                return Future.succeededFuture(Map.of("idle_connections_closed", (long) fewer));
            };
            Runnable remove = node.service.subscribe(closes);
            Runnable removeToo = node.service.subscribe(closes);
            Runnable failing = node.service.subscribe((before, now) -> {
                throw new IllegalStateException("no pool");
            });

            ChangeReport report = node.set(IDLE_CONNS, "1900");

            assertThat(report.effects()).containsExactly(Map.entry("idle_connections_closed", 200L));
            assertThat(report.warnings()).containsExactly("a listener failed to apply the change: no pool");
            assertThat(node.service.history()).singleElement().satisfies(entry -> assertThat(entry.effects())
                    .isEqualTo(report.effects()));
            List.of(remove, removeToo, failing).forEach(Runnable::run);
            assertThat(node.set(IDLE_CONNS, "1800").effects()).isEmpty();
        }
    }

    @Test
    void keyThatNeedsARestartIsStoredAndReported() {
        try (ServiceCase node = new ServiceCase(folder)) {
            ChangeReport report = node.set("store.threads", "8");

            assertThat(report.needsRestart()).containsExactly("store.threads");
            assertThat(node.effective("store.threads")).isEqualTo("0");
        }
        try (ServiceCase restarted = new ServiceCase(folder)) {
            assertThat(restarted.effective("store.threads")).isEqualTo("8");
        }
    }

    @Test
    void overridesAndHistorySurviveARestart() {
        List<HistoryEntry> history;
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(node.set(IDLE_CONNS, "1000").revision()).isEqualTo(1);
            history = node.service.history();
        }
        try (ServiceCase restarted = new ServiceCase(folder)) {
            assertThat(restarted.effective(IDLE_CONNS)).isEqualTo("1000");
            assertThat(restarted.service.history()).isEqualTo(history);
            assertThat(restarted.set(IDLE_CONNS, "900").revision()).isEqualTo(2);
        }
    }

    @Test
    void nodeOverrideWinsUntilItIsUnset() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(get(node.service.change(
                                    new ChangeRequest(Scope.NODE, Map.of(IDLE_CONNS, "7"), Set.of(), "ann", null)))
                            .revision())
                    .isEqualTo(1);
            assertThat(node.set(IDLE_CONNS, "1000").changes()).isEmpty();
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("7");

            ChangeReport unset =
                    get(node.service.change(new ChangeRequest(Scope.NODE, Map.of(), Set.of(IDLE_CONNS), "ann", null)));

            assertThat(unset.changes()).extracting(KeyChange::newValue).contains("1000");
        }
    }

    @Test
    void listenerThatNeverAnswersIsWaitedForTenSeconds() {
        try (ServiceCase node = new ServiceCase(folder)) {
            Promise<Boolean> told = Promise.promise();
            Runnable unused = node.service.subscribe((before, now) -> {
                told.complete(true);
                return Promise.<Map<String, Long>>promise().future();
            });

            Future<ChangeReport> report = node.service.change(ChangeRequest.set(IDLE_CONNS, "5", "ann"));
            assertThat(get(told.future())).isTrue();
            node.time.pass(Duration.ofSeconds(10));

            assertThat(get(report).warnings())
                    .containsExactly("a listener failed to apply the change: no answer within 10 s");
        }
    }

    @Test
    void changesThatPileUpAreRefused() {
        try (ServiceCase node = new ServiceCase(folder)) {
            Promise<Map<String, Long>> answer = Promise.promise();
            Runnable unused = node.service.subscribe((before, now) -> answer.future());
            List<Future<ChangeReport>> reports = new ArrayList<>();
            for (int i = 1; i <= 65; i++) {
                reports.add(node.service.change(ChangeRequest.set(IDLE_CONNS, "" + i, "ann")));
            }

            assertThat(failure(reports.get(64))).hasMessage("64 changes are waiting already; try again later");
            answer.complete(Map.of());
            assertThat(get(reports.get(63)).revision()).isEqualTo(64);
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("64");
        }
    }

    @Test
    void changesAfterTheCloseAreRefused() {
        ServiceCase node = new ServiceCase(folder);
        try (node) {
            boolean closed = get(node.service.close().map(true));
            assertThat(closed).isTrue();

            assertThat(failure(node.service.change(ChangeRequest.set(IDLE_CONNS, "5", "ann"))))
                    .hasMessage("the node is stopping");
            assertThat(node.effective(IDLE_CONNS)).isEqualTo("2000");
        }
    }
}
