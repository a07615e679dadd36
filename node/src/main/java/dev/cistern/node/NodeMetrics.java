package dev.cistern.node;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.CloseReason;
import dev.cistern.net.client.TlsHandshakes;
import dev.cistern.net.pool.PoolFigures;
import dev.cistern.net.pool.PoolFigures.Figures;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.net.server.ServerFigures;
import dev.cistern.node.backed.BackedFigures;
import dev.cistern.node.engine.EngineFigures;
import dev.cistern.node.http.RequestFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
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
        Layer<ServerFigures> clients = new Layer<>("clients", figures);
        gauge(clients, "open", "Connections that are open", ServerFigures::open);
        gauge(clients, "idle", "Connections without a request", ServerFigures::idle);
        gauge(clients, "active", "Connections with a request in flight", ServerFigures::active);
        gauge(clients, "in_header", "Connections that are sending a request's headers", ServerFigures::inHeader);
        gauge(clients, "draining", "Connections that close after what they do now", ServerFigures::draining);
        counter(clients, "accepted", "Connections admitted", ServerFigures::accepted);
        counter(clients, "refused", "Connections turned away", ServerFigures::refused);
        closes(clients, ServerFigures::closes);
    }

    /** Connections that this node dials. */
    void pool(String name, Supplier<PoolFigures> figures) {
        Layer<Figures> layer = new Layer<>(name, () -> figures.get().total());
        gauge(layer, "open", "Connections that are open", Figures::open);
        gauge(layer, "idle", "Connections without a request", Figures::idle);
        gauge(layer, "active", "Connections with a request in flight", Figures::active);
        gauge(layer, "draining", "Connections that close after what they do now", Figures::draining);
        gauge(layer, "dialling", "Connections being dialled", Figures::dialling);
        gauge(layer, "waiting", "Requests that wait for a connection", Figures::waiting);
        counter(layer, "dials", "Dials begun", Figures::dials);
        counter(layer, "opened", "Dials that succeeded", Figures::opened);
        counter(layer, "reused", "Requests that went over a connection used before", Figures::reused);
        counter(layer, "refused", "Requests that got no connection", Figures::refused);
        closes(layer, Figures::closes);
    }

    /** How the handshakes of connections over TLS went that this node dialled. */
    void handshakes(String name, Supplier<TlsHandshakes> figures) {
        Layer<TlsHandshakes> layer = new Layer<>(name, figures);
        counter(layer, "handshakes_full", "TLS handshakes that made a new session", TlsHandshakes::full);
        counter(layer, "handshakes_resumed", "TLS handshakes that resumed a session", TlsHandshakes::resumed);
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

    void backed(Supplier<BackedFigures> figures) {
        gauge("cistern.fetches", "Fetches from backends that run now", figures, now -> now.get()
                .fetching());
        counter("cistern.fetches.begun", "Fetches begun", figures, now -> now.get()
                .begun());
        counter("cistern.fetches.shared", "Readers who joined another's fetch", figures, now -> now.get()
                .shared());
        counter("cistern.fetches.failed", "Fetches that failed", figures, now -> now.get()
                .failed());
        counter("cistern.fetched.bytes", "Bytes fetched from backends", figures, now -> now.get()
                .bytesFetched());
    }

    /** A layer of connections and what is known of it. */
    private record Layer<F>(String name, Supplier<F> figures) {}

    private <F> void gauge(Layer<F> layer, String name, String what, ToDoubleFunction<F> value) {
        Gauge.builder("cistern.connections." + name, layer, now -> value.applyAsDouble(now.figures.get()))
                .description(what)
                .tag("layer", layer.name)
                .strongReference(true)
                .register(registry);
    }

    private <F> void counter(Layer<F> layer, String name, String what, ToDoubleFunction<F> value) {
        FunctionCounter.builder("cistern.connections." + name, layer, now -> value.applyAsDouble(now.figures.get()))
                .description(what)
                .tag("layer", layer.name)
                .register(registry);
    }

    private <F> void closes(Layer<F> layer, Function<F, Map<CloseReason, Long>> closes) {
        for (CloseReason reason : CloseReason.values()) {
            FunctionCounter.builder("cistern.connections.closed", layer, now -> closes.apply(now.figures.get())
                            .getOrDefault(reason, 0L))
                    .description("Connections closed, by reason")
                    .tag("layer", layer.name)
                    .tag("reason", reason.label())
                    .register(registry);
        }
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
