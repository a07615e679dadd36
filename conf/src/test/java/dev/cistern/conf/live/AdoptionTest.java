package dev.cistern.conf.live;

import static dev.cistern.conf.live.ServiceCase.failure;
import static dev.cistern.conf.live.ServiceCase.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.conf.Settings;
import dev.cistern.conf.load.InvalidSettingsException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that the cluster agreed on. */
class AdoptionTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String IDLE = "net.http.idle_conns";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static CommittedOverrides committed(long version, Map<String, String> values, boolean onTrial) {
        TreeMap<String, OverrideValue> overrides = new TreeMap<>();
        values.forEach((key, value) -> overrides.put(key, new OverrideValue(value, "bob", NOON)));
        return new CommittedOverrides(version, overrides, "bob", onTrial);
    }

    @CanIgnoreReturnValue
    private static ChangeReport adopt(ServiceCase node, long version, Map<String, String> values) {
        return get(node.service.adopt(committed(version, values, false)));
    }

    private static void setHere(ServiceCase node, String value) {
        ChangeReport report = get(node.service.change(
                new ChangeRequest(Scope.NODE, Map.of(IDLE, value), Set.of(), "ann", Duration.ofSeconds(60))));
        assertThat(report.changes()).hasSize(1);
    }

    @Test
    void takesThePlaceOfTheOverridesForEveryNodeAndIsThereAfterARestart() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(node.set("net.http.drain_time", "9s").changes()).hasSize(1);
            assertThat(adopt(node, 5, Map.of(IDLE, "700")).changes()).hasSize(2);
            assertThat(node.effective("net.http.drain_time")).isEqualTo("30s");
        }
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(node.effective(IDLE)).isEqualTo("700");
            assertThat(node.service.clusterVersion()).isEqualTo(5);
            assertThat(node.service.history().get(1).source()).isEqualTo(ChangeSource.CLUSTER);
        }
    }

    @Test
    void anEarlierOrTheSameVersionChangesNothing() {
        try (ServiceCase node = new ServiceCase(folder)) {
            adopt(node, 5, Map.of(IDLE, "700"));

            assertThat(adopt(node, 4, Map.of(IDLE, "600")).changes()).isEmpty();
            assertThat(adopt(node, 5, Map.of(IDLE, "600")).changes()).isEmpty();
            assertThat(node.effective(IDLE)).isEqualTo("700");
        }
    }

    @Test
    void whatThisNodeCannotUseChangesNothing() {
        try (ServiceCase node = new ServiceCase(folder)) {
            adopt(node, 5, Map.of(IDLE, "700"));

            assertThat(failure(node.service.adopt(committed(6, Map.of(IDLE, "many"), false))))
                    .isInstanceOf(InvalidSettingsException.class);
            assertThat(node.service.clusterVersion()).isEqualTo(5);
        }
    }

    @Test
    void fromThenOnOnlyTheClusterChangesThem() {
        try (ServiceCase node = new ServiceCase(folder)) {
            adopt(node, 5, Map.of(IDLE, "700"));

            assertThat(failure(node.service.change(ChangeRequest.set(IDLE, "600", "ann"))))
                    .isInstanceOf(ChangeRefusedException.class);
        }
    }

    @Test
    void anUnconfirmedChangeOfTheNodeLeavesThemWhenItGoes() {
        try (ServiceCase node = new ServiceCase(folder)) {
            adopt(node, 5, Map.of(IDLE, "700"));
            setHere(node, "600");
            adopt(node, 6, Map.of(IDLE, "800"));
            assertThat(node.effective(IDLE)).isEqualTo("600");

            Promise<Settings> reverted = Promise.promise();
            Runnable listening = node.service.subscribe((before, now) -> {
                reverted.complete(now);
                return Future.succeededFuture(Map.of());
            });

            node.time.pass(Duration.ofSeconds(61));

            assertThat(get(reverted.future()).peers().idleConns()).isEqualTo(800);
            listening.run();
        }
    }

    @Test
    void whatIsTriedOutIsWatchedForFailures() {
        try (ServiceCase node = new ServiceCase(folder)) {
            Promise<String> reason = Promise.promise();
            Runnable listening = node.service.onWorsening(reason::tryComplete);
            assertThat(get(node.service.adopt(committed(5, Map.of(IDLE, "700"), true)))
                            .changes())
                    .hasSize(1);

            node.rate.add(100, 50);
            node.time.pass(Duration.ofSeconds(1));

            assertThat(get(reason.future())).contains("of requests failed");
            listening.run();
        }
    }

    @Test
    void whatBelongsToOneNodeIsNotSetForAll() {
        try (ServiceCase node = new ServiceCase(folder)) {
            assertThat(failure(node.service.change(ChangeRequest.set("store.data_dir", "/x", "ann"))))
                    .hasMessageContaining("cistern config node store.data_dir");
        }
    }

    @Test
    void howFastCopiesAreMadeIsSetForAllNodesAtOnce() {
        try (ServiceCase node = new ServiceCase(folder)) {
            var unused = get(node.service.change(ChangeRequest.set("cluster.repair_rate", "200MiB", "ann")));

            assertThat(node.service.settings().cluster().repairBytesPerSecond()).isEqualTo(200L << 20);
        }
    }
}
