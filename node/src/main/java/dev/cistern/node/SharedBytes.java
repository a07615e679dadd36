package dev.cistern.node;

import dev.cistern.cluster.Cluster;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.copies.BlobsEndpoint;
import dev.cistern.node.copies.ClusterCensus;
import dev.cistern.node.copies.ClusterCopies;
import dev.cistern.node.copies.Holdings;
import dev.cistern.node.copies.Locator;
import dev.cistern.node.copies.Repair;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.http.RequestTimes;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes of objects as a cluster shares them; on a node alone it does nothing. */
final class SharedBytes {
    private static final Logger log = LoggerFactory.getLogger(SharedBytes.class);

    private final Vertx vertx;
    private final LocalEngine engine;
    private final Cluster cluster;
    private final Repair repair;
    private final BlobsEndpoint endpoint;
    private final ClusterCensus census;
    private final Locator locator;
    private final Holdings holdings;

    /**
     * @param clients whose requests come before the copying of what is missing
     * @param service has the most bytes of that in a second
     */
    SharedBytes(Vertx vertx, Cluster cluster, LocalEngine engine, RequestTimes clients, SettingsService service) {
        this.vertx = vertx;
        this.engine = engine;
        this.cluster = cluster;
        ClusterCopies copies =
                new ClusterCopies(() -> engine.shared().cluster().isPresent(), cluster::fellowship, cluster.peers());
        this.repair = new Repair(
                vertx,
                copies,
                new Repair.Stores(engine.blobs().local(), engine.blobs().placed()),
                new Repair.Rate(() -> service.settings().cluster().repairBytesPerSecond(), clients, System::nanoTime),
                Repair.Times.STANDARD);
        this.endpoint = new BlobsEndpoint(copies, engine.blobs().local(), repair);
        this.census = new ClusterCensus(copies, repair);
        this.locator = new Locator(copies, engine.blobs().placed());
        this.holdings = new Holdings(copies, engine.blobs().placed());
        engine.blobs().share(copies);
    }

    Cluster cluster() {
        return cluster;
    }

    Repair repair() {
        return repair;
    }

    BlobsEndpoint endpoint() {
        return endpoint;
    }

    ClusterCensus census() {
        return census;
    }

    Locator locator() {
        return locator;
    }

    Holdings holdings() {
        return holdings;
    }

    /** From now on it is known who the others are. */
    void start() {
        repair.start();
        vertx.<Boolean>executeBlocking(() -> {
                    engine.care().open();
                    return true;
                })
                .onFailure(failure -> log.warn("nothing looks after the store by itself", failure));
    }

    void stop() {
        repair.stop();
    }
}
