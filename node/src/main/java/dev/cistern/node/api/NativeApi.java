package dev.cistern.node.api;

import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Surface;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;

/** The native API: parses a request into one operation and calls its handler. */
public final class NativeApi implements Surface {
    private final NativeHandlers handlers;

    public NativeApi(ObjectStore store, SettingsService settings, AlertBoard alerts, NodeIdentity identity) {
        this.handlers = new NativeHandlers(
                new BucketHandler(store),
                new ObjectHandler(store),
                new VersionHandler(store),
                new ClusterHandler(settings, alerts, identity));
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        return NativeParser.parse(exchange).compose(operation -> operation.perform(handlers, exchange));
    }
}
