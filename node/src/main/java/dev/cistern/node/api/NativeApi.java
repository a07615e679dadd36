package dev.cistern.node.api;

import dev.cistern.cluster.Cluster;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.copies.Locator;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.BucketAccess.Leave;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Surface;
import dev.cistern.node.layers.AlertBoard;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;

/** The native API: knows who sends a request, parses it into one operation, has it admitted, and calls its handler. */
public final class NativeApi implements Surface {
    private final Senders senders;
    private final NativeGate gate;
    private final NativeHandlers handlers;

    /**
     * What is told of the node.
     *
     * @param cluster whose map is shown, and whose settings are changed
     * @param locator knows where objects lie
     */
    public record Known(
            SettingsService settings, Cluster cluster, AlertBoard alerts, NodeIdentity identity, Locator locator) {}

    /** Who is let in, and to what. */
    public record Doors(Senders senders, BucketAccess access) {}

    /** @param store asked for the bucket by who admits a request to an object, so that its handler sees at least as much */
    public NativeApi(ObjectStore store, Known known, Doors doors) {
        this.senders = doors.senders;
        this.gate = new NativeGate(doors.access);
        this.handlers = new NativeHandlers(
                new BucketHandler(store),
                new ObjectHandler(store.settled(), known.locator()),
                new VersionHandler(store),
                new ClusterHandler(known));
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        Sender sender = NativeParser.isHealth(exchange.target()) ? Senders.NOBODY : senders.of(exchange);
        return NativeParser.parse(exchange).compose(operation -> serve(exchange, sender, operation));
    }

    private Future<Void> serve(Exchange exchange, Sender sender, NativeOperation operation) {
        return exchange.after(
                gate.admit(exchange, sender, operation), leave -> perform(exchange, sender, operation, leave));
    }

    private Future<Void> perform(Exchange exchange, Sender sender, NativeOperation operation, Leave leave) {
        return operation
                .perform(handlers, new NativeRequest(exchange, sender.caller(), leave.notes()))
                .recover(cause -> Future.failedFuture(leave.told().apply(cause)));
    }
}
