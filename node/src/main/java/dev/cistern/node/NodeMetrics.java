package dev.cistern.node;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.CloseReason;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.node.engine.EngineFigures;
import dev.cistern.node.http.RequestFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's own metrics, read from the figures of its parts when they are scraped; nothing is counted twice. Labels come
 * out of closed sets, so their number is bounded. Described in {@code docs/reference/metrics.md}.
 */
final class NodeMetrics {
    private final MeterRegistry registry;

    NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void requests(RequestFigures figures) {
        counter("cistern.requests", "Requests begun", figures, RequestFigures::served);
        counter("cistern.requests.failed", "Requests that failed by the node's fault", figures, RequestFigures::failed);
    }

    void connections(ServerConnections connections) {
        Supplier<ServerFigures> figures = connections::figures;
        connectionGauge("open", "Connections that are open", figures, ServerFigures::open);
        connectionGauge("idle", "Connections that wait for a request", figures, ServerFigures::idle);
        connectionGauge("active", "Connections with a request in flight", figures, ServerFigures::active);
        connectionGauge(
                "in_header", "Connections that are sending a request's headers", figures, ServerFigures::inHeader);
        connectionGauge("draining", "Connections that close after what they do now", figures, ServerFigures::draining);
        connectionCounter("accepted", "Connections admitted", figures, ServerFigures::accepted);
        connectionCounter("refused", "Connections turned away", figures, ServerFigures::refused);
        for (CloseReason reason : CloseReason.values()) {
            FunctionCounter.builder("cistern.connections.closed", figures, now -> now.get()
                            .closes()
                            .getOrDefault(reason, 0L))
                    .description("Connections closed, by reason")
                    .tag("layer", "clients")
                    .tag("reason", reason.label())
                    .register(registry);
        }
    }

    void settings(SettingsService settings) {
        counter("cistern.settings.rejected", "Settings files that were refused", settings, SettingsService::rejections);
        gauge("cistern.settings.problems", "Problems of the settings files now", settings, now -> now.problems()
                .size());
        gauge(
                "cistern.settings.revision",
                "Number of the last change of settings",
                settings,
                SettingsService::revision);
    }

    void engine(Supplier<EngineFigures> figures) {
        engineCounter("objects.written", "Objects committed", figures, EngineFigures::objectsWritten);
        engineCounter("objects.read", "Objects opened for reading", figures, EngineFigures::objectsRead);
        engineCounter("objects.deleted", "Objects deleted", figures, EngineFigures::objectsDeleted);
        engineCounter("written.bytes", "Bytes of the objects committed", figures, EngineFigures::bytesWritten);
        engineCounter("read.bytes", "Bytes verified and given to readers", figures, EngineFigures::bytesRead);
        engineCounter("commits", "Changes committed or refused by their conditions", figures, EngineFigures::commits);
        engineCounter("commit.rounds", "Batches in which changes were committed", figures, EngineFigures::commitRounds);
        engineCounter("corrupt", "Reads that met a wrong checksum", figures, EngineFigures::corruptFound);
        engineCounter("orphans.removed", "Files that no record named", figures, EngineFigures::orphansRemoved);
        engineGauge("commit.queue", "Commits waiting", figures, EngineFigures::commitQueue);
        engineGauge("read.queue", "Reads waiting for a thread", figures, EngineFigures::readQueue);
        engineGauge("write.queue", "Writes waiting for a thread", figures, EngineFigures::writeQueue);
        engineGauge("free.bytes", "Room on the disk", figures, EngineFigures::freeBytes);
        engineGauge("uploads", "Bodies being received", figures, EngineFigures::uploadsInFlight);
        engineGauge("buffered.bytes", "Bytes of bodies in memory", figures, EngineFigures::bufferedBytes);
        engineGauge("writable", "0 after a failure of the disk", figures, now -> now.writable() ? 1 : 0);
    }

    private void connectionGauge(
            String name, String what, Supplier<ServerFigures> figures, ToDoubleFunction<ServerFigures> value) {
        Gauge.builder("cistern.connections." + name, figures, now -> value.applyAsDouble(now.get()))
                .description(what)
                .tag("layer", "clients")
                .strongReference(true)
                .register(registry);
    }

    private void connectionCounter(
            String name, String what, Supplier<ServerFigures> figures, ToDoubleFunction<ServerFigures> value) {
        FunctionCounter.builder("cistern.connections." + name, figures, now -> value.applyAsDouble(now.get()))
                .description(what)
                .tag("layer", "clients")
                .register(registry);
    }

    private void engineCounter(
            String name, String what, Supplier<EngineFigures> figures, ToDoubleFunction<EngineFigures> value) {
        counter("cistern.engine." + name, what, figures, now -> value.applyAsDouble(now.get()));
    }

    private void engineGauge(
            String name, String what, Supplier<EngineFigures> figures, ToDoubleFunction<EngineFigures> value) {
        gauge("cistern.engine." + name, what, figures, now -> value.applyAsDouble(now.get()));
    }

    private <T> void counter(String name, String what, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(what).register(registry);
    }

    private <T> void gauge(String name, String what, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(what).strongReference(true).register(registry);
    }
}
