package dev.cistern.node;

import dev.cistern.cluster.Cluster;
import dev.cistern.cluster.NodeFacts;
import dev.cistern.cluster.peer.PeerGate;
import dev.cistern.conf.LifecycleSettings;
import dev.cistern.conf.ListenAddress;
import dev.cistern.conf.MetricsAccess;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.Settings;
import dev.cistern.conf.live.SettingsOptions;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.net.server.Drained;
import dev.cistern.net.server.ServerConnections;
import dev.cistern.node.admin.AdminPath;
import dev.cistern.node.admin.AdminSurface;
import dev.cistern.node.admin.AdviceEndpoint;
import dev.cistern.node.admin.BackendCheckEndpoint;
import dev.cistern.node.admin.CensusEndpoint;
import dev.cistern.node.admin.HealthEndpoint;
import dev.cistern.node.admin.JobsEndpoint;
import dev.cistern.node.admin.MasterKeysEndpoint;
import dev.cistern.node.admin.MembersEndpoint;
import dev.cistern.node.admin.MetricsEndpoint;
import dev.cistern.node.admin.PeersEndpoint;
import dev.cistern.node.admin.PooledLayer;
import dev.cistern.node.admin.SettingsEndpoint;
import dev.cistern.node.admin.StoreEndpoint;
import dev.cistern.node.admin.UsersEndpoint;
import dev.cistern.node.api.NativeApi;
import dev.cistern.node.api.NodeIdentity;
import dev.cistern.node.backed.BackedStore;
import dev.cistern.node.engine.DataFolder;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.HttpFront;
import dev.cistern.node.http.RequestFigures;
import dev.cistern.node.http.RequestIds;
import dev.cistern.node.http.Router;
import dev.cistern.node.http.Surface;
import dev.cistern.node.jobs.Jobs;
import dev.cistern.node.log.AccessLogFile;
import dev.cistern.node.log.Logs;
import dev.cistern.node.s3.BucketConfigurations;
import dev.cistern.node.s3.NativeAccess;
import dev.cistern.node.s3.PolicyEndpoint;
import dev.cistern.node.s3.S3Front;
import dev.cistern.node.s3.lifecycle.Lifecycle;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.users.Accounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: makes the parts, joins them, starts them in order and stops them in the opposite one. The only place
 * where the big parts are made.
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private final long startedNanos = System.nanoTime();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthEndpoint health = new HealthEndpoint();
    private final AccessLogFile accessLog = new AccessLogFile();
    private final AtomicInteger port = new AtomicInteger();
    private final RequestIds ids = new RequestIds(System.currentTimeMillis());
    private final RequestFigures requests;
    private final Accounts accounts;
    private final boolean mayBeOpen;
    private final String id;
    private final Settings boot;
    private final ClusterStart clusterStart;
    private final PeerGate gate;
    private final Transport transport;
    private final ServerConnections connections;
    private final Vertx vertx;
    private final DialledLayers dialled;
    private final DescriptorWatch descriptors;
    private @Nullable SettingsService settings;
    private @Nullable LocalEngine engine;
    /** What works without being asked, and is to begin nothing more when the node stops. */
    private final List<Supplier<Future<Void>>> ends = new CopyOnWriteArrayList<>();

    private @Nullable Cluster cluster;
    private @Nullable SharedBytes bytes;

    /**
     * Makes what must be there before the first future.
     *
     * @param id see {@link NodeId}
     * @param boot all settings as they were when the process began
     * @param clusterStart what the node brings into a cluster
     * @param requests counts requests from the start
     * @param accounts of the data folder
     * @throws StartException where there is no such address to listen on
     */
    Node(String id, Settings boot, ClusterStart clusterStart, RequestFigures requests, Accounts accounts)
            throws StartException {
        this.id = id;
        this.boot = boot;
        this.clusterStart = clusterStart;
        this.gate = new PeerGate(clusterStart.keyring());
        this.requests = requests;
        this.accounts = accounts;
        this.mayBeOpen = OpenAddress.mayBeOpen(boot.node());
        this.transport = Transports.choose(boot.node().transport());
        this.connections = new ServerConnections(boot.server(), System::nanoTime, ThreadLocalRandom.current());
        this.vertx = NodeVertx.make(connections.tap(transport, everyServerIsFront -> true), registry, eventLoops());
        this.dialled = new DialledLayers(vertx, boot);
        this.descriptors = new DescriptorWatch(
                vertx,
                FileDescriptors::open,
                FileDescriptors.limit(),
                List.of(
                        new DescriptorWatch.Layer("backends", dialled::reclaimBackends),
                        new DescriptorWatch.Layer("peers", dialled::reclaimPeers),
                        new DescriptorWatch.Layer("clients", connections::reclaim)));
    }

    private int eventLoops() {
        int wanted = boot.node().eventLoops();
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    /**
     * Starts everything; ready when the future completes.
     *
     * @param folder locked; the engine takes charge of it
     */
    Future<Void> start(SettingsOptions options, DataFolder folder) {
        return SettingsService.start(vertx, options)
                .compose(service -> LocalEngine.open(vertx, service.settings().store(), folder)
                        .compose(opened -> join(service, opened)))
                .onSuccess(listening -> health.enter(HealthEndpoint.Phase.READY));
    }

    private Future<Void> join(SettingsService service, LocalEngine opened) {
        settings = service;
        engine = opened;
        descriptors.start();
        BackedStore store = BackedBuckets.before(opened, vertx, dialled, id, service);
        Jobs jobs = new Jobs(vertx, store, dataDir().resolve("jobs"), InstantSource.system());
        NodeMetrics metrics = new NodeMetrics(registry);
        metrics.requests(requests);
        metrics.settings(service);
        metrics.engine(opened);
        metrics.backed(store::figures);
        metrics.writeBack(store::writeBack);
        metrics.evictions(store.upkeep()::figures);
        Lifecycle walks = lifecycle(service, store, opened);
        metrics.lifecycle(walks::figures);
        Observation observation = new Observation(connections, dialled, service, requests, opened);
        registry.getPrometheusRegistry().register(observation.metrics());
        ends.addAll(List.of(walks::end, jobs::stop, store::stop, observation.start(vertx)::stop));
        Cluster joined = cluster(service, observation, opened);
        cluster = joined;
        SharedBytes shared = new SharedBytes(vertx, joined, opened, requests.times(), service);
        bytes = shared;
        watch(metrics, shared);
        service.guard(new DisksGuard(opened));
        Runnable subscription = service.subscribe((before, now) -> apply(opened, before, now));
        assert subscription != null;
        clusterStart.take(boot.tls(), service.settings().tls());
        Runnable rejections = service.onRejection(new RejectedSettingsLog());
        assert rejections != null;
        OpenAddress.sayWhoIsServed(boot, accounts.users(), mayBeOpen);
        return openAccessLog(service.settings())
                .compose(logging -> connections.apply(service.settings().server()))
                .compose(applied -> dialled.apply(boot, service.settings()))
                .compose(applied -> opened.shared().cluster().isPresent() ? Future.succeededFuture() : store.begin())
                .compose(applied -> vertx.deployVerticle(
                        () -> new FrontVerticle(
                                service.settings(),
                                connections,
                                front(observation, new Stored(store, opened, jobs), shared),
                                port),
                        new DeploymentOptions().setInstances(eventLoops())))
                .compose(deployed -> renew(service.settings()))
                .onSuccess(renewed -> walks.start())
                .compose(renewed -> joined.begin())
                .onSuccess(begun -> shared.start())
                .compose(begun -> jobs.begin())
                .onSuccess(begun -> store.upkeep().start())
                .mapEmpty();
    }

    private void watch(NodeMetrics metrics, SharedBytes shared) {
        metrics.copies(shared.repair()::figures);
        metrics.secrets(clusterStart::formerlySigned);
        metrics.notices(shared.cluster()::notices);
    }

    private Cluster cluster(SettingsService service, Observation observation, LocalEngine opened) {
        NodeFacts facts = observation.facts(id, this::address, boot.tls().server() != null);
        SharedObjects objects = SharedObjects.of(vertx, opened, clusterStart.keyring(), accounts);
        return new Cluster(vertx, clusterStart.options(dataDir(), facts), service, dialled.peers(), objects);
    }

    private Lifecycle lifecycle(SettingsService service, ObjectStore store, LocalEngine opened) {
        Supplier<Lifecycle.Pace> pace = () -> {
            LifecycleSettings wanted = service.settings().lifecycle();
            return new Lifecycle.Pace(wanted.interval(), wanted.entriesPerSecond());
        };
        return new Lifecycle(vertx, store, opened.multipart(), pace, InstantSource.system());
    }

    /** What requests are about. */
    private record Stored(BackedStore store, LocalEngine engine, Jobs jobs) {}

    private HttpFront front(Observation observation, Stored stored, SharedBytes shared) {
        Cluster joined = shared.cluster();
        SettingsService service = observation.settings();
        BackedStore store = stored.store;
        LocalEngine opened = stored.engine;
        Senders senders = senders(service);
        BucketAccess access = new NativeAccess(store, accounts.users(), InstantSource.system());
        AdminSurface administration = new AdminSurface(
                senders,
                () -> service.settings().node().metricsAccess() == MetricsAccess.OPEN,
                new AdminSurface.Endpoints(
                        health,
                        new MetricsEndpoint(vertx, registry),
                        new SettingsEndpoint(service, joined.settings(), requests),
                        observation.endpoint(vertx),
                        new AdviceEndpoint(
                                vertx,
                                service,
                                connections,
                                List.of(PooledLayer.peers(dialled.peers()), PooledLayer.backends(dialled.backends()))),
                        new UsersEndpoint(
                                vertx,
                                accounts,
                                new UsersEndpoint.Place(this::url, mayBeOpen, clusterStart.keepsUsersApart(opened)),
                                InstantSource.system()),
                        new MasterKeysEndpoint(opened.masterKeys()::list, opened::addMasterKey),
                        new BackendCheckEndpoint(new BackendChecks(store, new BackendCheck(vertx, dialled))),
                        new JobsEndpoint(stored.jobs),
                        new StoreEndpoint(opened.care()),
                        new MembersEndpoint(joined, shared.census(), shared.holdings()),
                        new CensusEndpoint(shared.census()),
                        new PeersEndpoint(joined::answer, shared.endpoint(), gate),
                        new PolicyEndpoint(store, access, accounts.users(), InstantSource.system())::serve));
        NodeIdentity identity = new NodeIdentity(id, boot.node().listen().host(), port::get, this::url, startedNanos);
        Surface nativeApi = new BucketConfigurations(
                store,
                senders,
                access,
                new NativeApi(
                        store,
                        new NativeApi.Known(service, joined, observation.alerts(), identity, shared.locator()),
                        new NativeApi.Doors(senders, access)));
        S3Front s3 = s3(service, store, senders);
        Router.Marks marks = new Router.Marks(target -> AdminPath.of(target).isPresent(), s3::isToBucketHost);
        return new HttpFront(vertx, new Router(administration, nativeApi, s3, marks), accessLog, requests, ids);
    }

    private Senders senders(SettingsService service) {
        String listen = boot.node().listen().host();
        Supplier<List<String>> names = () -> {
            List<String> own = new ArrayList<>(service.settings().s3().domains().names());
            own.add(listen);
            return own;
        };
        return new Senders(new Senders.Known(accounts, boot.node().allowOpen(), names), InstantSource.system());
    }

    private S3Front s3(SettingsService service, BackedStore store, Senders senders) {
        S3Front.Access access = new S3Front.Access(
                accounts.users(),
                senders,
                () -> service.settings().s3().domains().names(),
                id,
                () -> service.settings().s3().keysOverHttp());
        return new S3Front(store, store.parts(), access, InstantSource.system());
    }

    private Future<Map<String, Long>> apply(LocalEngine opened, Settings before, Settings now) {
        Logs.setLevel(now.log().level());
        Future<Void> stored = now.store().equals(before.store()) ? Future.succeededFuture() : opened.apply(now.store());
        Future<Map<String, Long>> applied = sameLayers(before, now)
                ? Future.succeededFuture(Map.of())
                : applyServer(before, now).compose(ofClients -> dialled.apply(before, now)
                        .map(ofDialled -> Map.of("idle_connections_closed", ofClients + ofDialled)));
        clusterStart.take(before.tls(), now.tls());
        return applied.compose(
                effects -> openAccessLog(now).compose(done -> stored).map(effects));
    }

    /** On a worker, since opening a file and writing what is queued for the old one may wait for the disk. */
    private Future<Void> openAccessLog(Settings now) {
        return vertx.<Settings>executeBlocking(() -> {
                    accessLog.writeTo(now.log().accessFile());
                    return now;
                })
                .mapEmpty();
    }

    private Future<Long> applyServer(Settings before, Settings now) {
        Future<Long> byLimits = now.server().equals(before.server())
                ? Future.succeededFuture(0L)
                : connections.apply(now.server()).map(applied -> (long) applied.idleClosing());
        return byLimits.compose(closing -> renew(now).map(replaced -> closing + replaced));
    }

    /** Does nothing where the certificate is the same; before the node listens, where there is none to replace. */
    private Future<Long> renew(Settings now) {
        ServerIdentity identity = now.tls().server();
        return identity == null
                ? Future.succeededFuture(0L)
                : connections.renew(identity).map(applied -> (long) applied.idleClosing());
    }

    private static boolean sameLayers(Settings before, Settings now) {
        return now.server().equals(before.server())
                && now.tls().equals(before.tls())
                && DialledLayers.same(before, now);
    }

    /** Lets others lead while it can still be asked, answers what is in flight, for at most the drain time, then stops everything. */
    Future<Void> stop() {
        health.enter(HealthEndpoint.Phase.DRAINING);
        descriptors.stop();
        SharedBytes shared = bytes;
        if (shared != null) {
            shared.stop();
        }
        Future<?> atRest = Future.join(ends.stream().map(Supplier::get).toList());
        LocalEngine opened = engine;
        SettingsService service = settings;
        Cluster member = cluster;
        return (member == null ? Future.<Void>succeededFuture() : member.handOver())
                .transform(handed -> connections.drain())
                .onSuccess(Node::logDrained)
                .transform(drained -> atRest)
                .transform(drained -> member == null ? Future.succeededFuture() : member.close())
                .transform(drained -> service == null ? Future.succeededFuture() : service.close())
                .transform(closed -> opened == null ? Future.succeededFuture() : opened.close())
                .transform(closed -> dialled.close())
                .transform(closed -> vertx.close())
                .onComplete(closed -> accessLog.writeTo(null));
    }

    private static void logDrained(Drained drained) {
        log.atInfo()
                .addKeyValue("open", drained.open())
                .addKeyValue("cut", drained.cut())
                .log("connections drained");
    }

    /** Who has keys and tokens. */
    Accounts accounts() {
        return accounts;
    }

    ListenAddress wantedAddress() {
        return boot.node().listen();
    }

    /** How long an orderly stop may wait for requests in flight. */
    Duration drainTime() {
        SettingsService service = settings;
        return service == null ? Duration.ZERO : service.settings().server().drainTime();
    }

    /** The address really taken. */
    ListenAddress address() {
        return new ListenAddress(boot.node().listen().host(), port.get());
    }

    /** How clients reach it. */
    String url() {
        return (boot.tls().server() == null ? "http://" : "https://") + address();
    }

    String transportName() {
        return transport.name();
    }

    Path dataDir() {
        return boot.store().dataDir();
    }
}
