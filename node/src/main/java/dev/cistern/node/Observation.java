package dev.cistern.node;

import dev.cistern.cluster.LiveFigures;
import dev.cistern.cluster.NodeFacts;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.Keys;
import dev.cistern.conf.ListenAddress;
import dev.cistern.conf.PeerTls;
import dev.cistern.conf.TlsSettings;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.node.admin.ConnectionsEndpoint;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.engine.care.SpaceFigures;
import dev.cistern.node.http.RequestFigures;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.layers.AlertState;
import dev.cistern.node.layers.ConnectionLayer;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.LayerLimit;
import dev.cistern.node.layers.Moment;
import dev.cistern.node.layers.NodeLoad;
import dev.cistern.node.layers.Reading;
import dev.cistern.node.layers.StoreLoad;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is watched of a node's connection layers, and those who watch: the view, the metrics and the alerts. */
final class Observation {
    private final List<ConnectionLayer> layers;
    private final SettingsService settings;
    private final RequestFigures requests;
    private final LocalEngine engine;
    private final AlertBoard alerts = new AlertBoard();
    /** Connections of each layer, in order. */
    private volatile List<Long> lastOpen = List.of(0L, 0L, 0L);

    private volatile long lastFree;

    Observation(
            ServerConnections clients,
            DialledLayers dialled,
            SettingsService settings,
            RequestFigures requests,
            LocalEngine engine) {
        this.engine = engine;
        this.settings = settings;
        this.requests = requests;
        this.layers = List.of(
                ConnectionLayer.clients(
                        clients, () -> settings.settings().server().maxConns()),
                ConnectionLayer.pooled(2, "peers", Keys.PEERS, dialled.peers()),
                ConnectionLayer.pooled(
                        3,
                        "backends",
                        Keys.BACKENDS,
                        dialled.backends(),
                        reading -> UpstreamReadings.added(
                                reading, dialled.upstream().figures())));
    }

    SettingsService settings() {
        return settings;
    }

    AlertBoard alerts() {
        return alerts;
    }

    /** The alerts are judged from now on, until Vert.x is closed. */
    AlertWatch start(Vertx vertx) {
        AlertWatch watch = new AlertWatch(vertx, this::moment, alerts);
        watch.start();
        return watch;
    }

    /** What this node tells other members of itself. */
    NodeFacts facts(String id, Supplier<ListenAddress> address, boolean tls) {
        String version = Observation.class.getPackage().getImplementationVersion();
        return new NodeFacts(
                id,
                version == null ? "unpackaged" : version,
                address,
                tls,
                () -> alerts.states().stream()
                        .filter(AlertState::firing)
                        .map(state -> state.alert().label())
                        .toList(),
                this::live);
    }

    /** Blocks nobody: what takes a while to read is as old as the last look of the alerts, 5 s at most. */
    private LiveFigures live() {
        TlsSettings tls = settings.settings().tls();
        PeerTls peers = tls.peers();
        ClusterSecrets secrets = tls.secrets();
        List<Long> connections = lastOpen;
        return new LiveFigures(
                connections.get(0),
                connections.get(1),
                connections.get(2),
                requests.served(),
                requests.failed(),
                lastFree,
                peers == null
                        ? 0
                        : peers.identity()
                                .chain()
                                .get(0)
                                .getNotAfter()
                                .toInstant()
                                .getEpochSecond(),
                secrets == null
                        ? List.of()
                        : secrets.list().stream().map(ClusterSecrets::id).toList());
    }

    LayerMetrics metrics() {
        LayerMetrics.Source source =
                new LayerMetrics.Source(layer -> LayerLimit.of(layer, settings.current()), this::load, alerts::states);
        return new LayerMetrics(layers, source, System::nanoTime);
    }

    ConnectionsEndpoint endpoint(Vertx vertx) {
        return new ConnectionsEndpoint(vertx, layers, settings, this::load, alerts);
    }

    private Moment moment() {
        Map<ConnectionLayer, Reading> readings = new LinkedHashMap<>();
        layers.forEach(layer -> readings.put(layer, layer.read()));
        NodeLoad load = load();
        lastOpen = readings.values().stream()
                .map(reading -> reading.total().count(Count.OPEN))
                .toList();
        lastFree = load.store().freeBytes();
        return Moment.of(System.nanoTime(), Instant.now(), readings, load);
    }

    private StoreLoad store() {
        SpaceFigures space = engine.care().space();
        return new StoreLoad(
                space.free(),
                space.warn(),
                space.min(),
                engine.figures().writable(),
                engine.care().figures().damaged(),
                engine.care().disks().figures().stream()
                        .skip(1)
                        .map(Observation::other)
                        .toList());
    }

    private static StoreLoad.Other other(DiskFigures disk) {
        Optional<String> trouble = disk.isBad()
                ? disk.trouble()
                        .or(() ->
                                Optional.of("it is not in store.disks, and bodies lie on it: put it back, or drain it"))
                : Optional.empty();
        SpaceFigures space = disk.space();
        return new StoreLoad.Other(disk.path(), space.free(), space.warn(), space.min(), trouble);
    }

    private NodeLoad load() {
        return new NodeLoad(
                requests.served(),
                requests.failed(),
                FileDescriptors.open(),
                FileDescriptors.limit(),
                settings.problems().size(),
                store());
    }
}
