package dev.cistern.node.api;

import dev.cistern.cluster.Cluster;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Surface;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;

/** The native API: parses a request into one operation and calls its handler. */
public final class NativeApi implements Surface {
    private final NativeHandlers handlers;

    /** @param cluster whose map is shown, and whose settings are changed */
    public NativeApi(
            ObjectStore store, SettingsService settings, Cluster cluster, AlertBoard alerts, NodeIdentity identity) {
        this.handlers = new NativeHandlers(
                new BucketHandler(store),
                new ObjectHandler(store),
                new VersionHandler(store),
                new ClusterHandler(settings, cluster, alerts, identity));
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        return NativeParser.parse(exchange).compose(operation -> operation.perform(handlers, exchange));
    }
}
