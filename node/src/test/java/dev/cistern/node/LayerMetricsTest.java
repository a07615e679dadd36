package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Keys;
import dev.cistern.conf.Layer;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.Sources;
import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.layers.Bucket;
import dev.cistern.node.layers.ConnectionLayer;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.LayerLimit;
import dev.cistern.node.layers.NodeLoad;
import dev.cistern.node.layers.Reading;
import dev.cistern.node.layers.Sample;
import dev.cistern.node.layers.StoreLoad;
import dev.cistern.node.layers.Timing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The metrics of a layer with a thousand hosts, as Prometheus would read them. */
final class LayerMetricsTest {
    private static final int HOSTS = 1000;

    private final AtomicInteger reads = new AtomicInteger();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Reading reading() {
        reads.incrementAndGet();
        Map<String, Sample> hosts = new LinkedHashMap<>();
        for (int host = 0; host < HOSTS; host++) {
            hosts.put("http://h" + host + ":80", sample(host));
        }
        return new Reading(sample(HOSTS), hosts, 10);
    }

    private static Sample sample(long number) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counts.put(count, number);
        }
        Map<CloseReason, Long> closes = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, number);
        }
        Map<Timing, List<Bucket>> timings = new EnumMap<>(Timing.class);
        for (Timing timing : Timing.values()) {
            timings.put(timing, List.of(new Bucket(Duration.ofMillis(2), 3), new Bucket(null, 4)));
        }
        return new Sample(counts, closes, List.of(), timings, null);
    }

    private String scrape(String... assignments) throws Exception {
        ResolvedSettings settings = Resolver.load(new Sources(List.of(), Map.of(), List.of(assignments)), 0);
        ConnectionLayer layer = ConnectionLayer.of(
                3, "backends", ConnectionLayer.Bound.HOST, key -> key.layer() == Layer.BACKENDS, this::reading);
        LayerMetrics.Source source = new LayerMetrics.Source(
                of -> LayerLimit.of(of, settings),
                () -> new NodeLoad(0, 0, 12, 100, 0, StoreLoad.WELL),
                new AlertBoard()::states);
        registry.getPrometheusRegistry().register(new LayerMetrics(List.of(layer), source, () -> 0));
        return registry.scrape();
    }

    @Test
    void seriesDoNotGrowWithTheHosts() throws Exception {
        String exported = scrape();

        long names = exported.lines()
                .filter(line -> line.contains("host=\"http://"))
                .map(line -> line.replaceAll(".*host=\"([^\"]*)\".*", "$1"))
                .distinct()
                .count();
        assertThat(names).isEqualTo(32);
        long series = exported.lines().filter(line -> !line.startsWith("#")).count();
        long most = 33L * (Count.values().length + CloseReason.values().length);
        assertThat(series).isLessThan(most + 200);
        assertThat(exported).contains("cistern_host_connections_idle{host=\"other\",layer=\"backends\"} 468028.0");
    }

    @Test
    void eachScrapeReadsALayerOnce() throws Exception {
        assertThat(scrape()).contains("cistern_connections_idle{layer=\"backends\"} 1000.0");
        assertThat(reads.get()).isEqualTo(1);

        assertThat(registry.scrape()).isNotEmpty();
        assertThat(reads.get()).isEqualTo(2);
    }

    @Test
    void everyCountReasonTimingAndAlertIsThere() throws Exception {
        String exported = scrape();

        for (Count count : Count.values()) {
            String total = count.kind() == Count.Kind.NOW ? "" : "_total";
            assertThat(exported)
                    .contains("cistern_connections_" + count.label() + total + "{layer=\"backends\"} 1000.0");
        }
        for (CloseReason reason : CloseReason.values()) {
            assertThat(exported)
                    .contains("cistern_connections_closed_total{layer=\"backends\",reason=\"" + reason.label() + "\"}");
        }
        for (Timing timing : Timing.values()) {
            assertThat(exported)
                    .contains("cistern_connections_" + timing.metric()
                            + "_seconds_bucket{layer=\"backends\",le=\"0.002\"} 3");
        }
        assertThat(exported).contains("cistern_alert{alert=\"CisternPoolSaturated\"} 0.0");
        assertThat(exported).contains("cistern_connections_hosts_full{layer=\"backends\"} 990.0");
    }

    @Test
    void limitsAreThoseInForceEachInItsUnit() throws Exception {
        String exported = scrape(
                Keys.BACKENDS.connsPerHost().name() + "=8",
                Keys.BACKENDS.dialRate().name() + "=0",
                "net.http.backend_idle_conn_time=1500ms");

        assertThat(exported)
                .contains("cistern_connections_limit{layer=\"backends\",limit=\"conns_per_host\"} 8.0")
                .contains("cistern_connections_limit{layer=\"backends\",limit=\"idle_conns_per_host\"} 8.0")
                .contains("cistern_connections_limit{layer=\"backends\",limit=\"dial_rate\"} +Inf")
                .contains("cistern_connections_limit_seconds{layer=\"backends\",limit=\"idle_conn_time\"} 1.5");
    }
}
