package dev.cistern.node.s3;

import dev.cistern.conf.KeysOverHttp;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Failure;
import dev.cistern.node.http.Surface;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** S3: checks who sent a request, makes one operation of it, and calls its handler. Called on all event loops. */
public final class S3Front implements Surface {
    /** In the answer where the bucket's rules let in the page that a browser sends the request for. */
    private static final String PAGE_ADMITTED = "Access-Control-Allow-Origin";

    private final S3Handlers handlers;
    private final S3Buckets buckets;
    private final Senders senders;
    private final Access access;
    private final AccessGate gate;

    /**
     * Who is let in.
     *
     * @param domains that names of buckets may stand before, in the host of a request; asked for each
     * @param nodeId told as {@code HostId}
     * @param keysOverHttp from whom keys of objects are taken over plain HTTP; asked for each
     */
    public record Access(
            Users users,
            Senders senders,
            Supplier<List<String>> domains,
            String nodeId,
            Supplier<KeysOverHttp> keysOverHttp) {}

    /** @param all asked for the bucket of each request before anything else; what follows sees at least as much */
    public S3Front(ObjectStore all, MultipartStore multipart, Access access, InstantSource clock) {
        Users users = access.users;
        ObjectStore store = all.settled();
        this.senders = access.senders;
        this.access = access;
        this.buckets = new S3Buckets(all);
        S3Owners owners = new S3Owners(users);
        AclRequests acls = new AclRequests(owners);
        this.gate = new AccessGate(store, acls, clock);
        S3Locks locks = new S3Locks(clock);
        ObjectsHandler objects = new ObjectsHandler(store, locks);
        this.handlers = new S3Handlers(
                new BucketsHandler(store, owners, acls),
                new UnconfiguredHandler(store),
                new EncryptionHandler(store),
                new AclsHandler(store, owners, acls),
                new PoliciesHandler(store),
                new ControlsHandler(store),
                new ListsHandler(store, owners),
                objects,
                new ReadsHandler(store, multipart),
                new CopiesHandler(store, multipart, locks),
                new DeletesHandler(store, gate),
                new AttributesHandler(store, multipart),
                new TagsHandler(store, gate),
                new UploadsHandler(store, multipart, locks),
                new UploadListsHandler(multipart, owners),
                new VersioningHandler(store),
                new VersionListsHandler(store, owners),
                new LockRulesHandler(store),
                new LocksHandler(store, locks),
                new ConfigurationsHandler(store),
                new FormsHandler(objects, senders, gate, clock),
                new PreflightHandler());
    }

    /** Whether a request names its bucket by its host. */
    public boolean isToBucketHost(Exchange exchange) {
        return S3Address.bucketOfHost(exchange.host(), access.domains.get()).isPresent();
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        exchange.response().putHeader("x-amz-request-id", exchange.id());
        S3Address address = S3Address.of(exchange, access.domains.get());
        return exchange.after(buckets.of(address), bucket -> serve(exchange, address, bucket));
    }

    private Future<Void> serve(Exchange exchange, S3Address address, Optional<S3Bucket> bucket) {
        boolean asked = exchange.method().equals(HttpMethod.OPTIONS);
        if (!asked) {
            tellPages(exchange, bucket);
        }
        Sender sender = asked
                ? Senders.nobody(exchange)
                : senders.signed(
                        exchange, origin -> exchange.response().headers().contains(PAGE_ADMITTED));
        if (sender.caller().isUser()) {
            exchange.tellUser(sender.caller().name());
        }
        requireSecrecy(exchange);
        S3Request request = new S3Request(exchange, address, sender, bucket);
        S3Operation operation = S3Parser.parse(request, exchange.target().parameters());
        return exchange.after(gate.admit(request, operation), admitted -> perform(request, operation));
    }

    private Future<Void> perform(S3Request request, S3Operation operation) {
        return operation
                .perform(handlers, request)
                .recover(cause -> S3Versions.failed(request, gate.told(request, cause)));
    }

    /** First of all, so that a page can read also why its request was refused. */
    private static void tellPages(Exchange exchange, Optional<S3Bucket> bucket) {
        bucket.flatMap(S3Bucket::cors)
                .ifPresent(rules -> rules.answer(
                        exchange.method().name(),
                        exchange.request().headers(),
                        exchange.response().headers()));
    }

    @Override
    public Failure explain(Throwable cause) {
        return S3Failures.explain(cause);
    }

    @Override
    public Future<Void> tell(Exchange exchange, Failure failure) {
        if (exchange.method().equals(HttpMethod.HEAD)) {
            return exchange.answer(failure.status());
        }
        return exchange.answer(failure.status(), "application/xml", XmlOut.plainDocument("Error", to -> {
            to.element("Code", failure.code());
            to.element("Message", failure.message());
            writeRange(to, exchange);
            to.element("Resource", exchange.target().rawPath());
            to.element("RequestId", exchange.id());
            to.element("HostId", access.nodeId);
        }));
    }

    /** Of a range that the object does not have: some clients find out in this way that an object is empty. */
    private static void writeRange(XmlOut to, Exchange exchange) {
        String size = exchange.response().headers().get("Content-Range");
        String range = exchange.header("Range");
        if (size != null && range != null) {
            to.element("RangeRequested", range);
            to.element("ActualObjectSize", size.substring(size.indexOf('/') + 1));
        }
    }

    /** A key that came over a wire that others can see is a key no more; so it is refused, also to teach its sender. */
    private void requireSecrecy(Exchange exchange) {
        if (exchange.request().isSSL()
                || !S3Encryption.bringKey(exchange.request().headers())) {
            return;
        }
        boolean taken =
                switch (access.keysOverHttp.get()) {
                    case LOCAL -> Senders.isLocal(exchange.request().remoteAddress());
                    case NEVER -> false;
                    case ALWAYS -> true;
                };
        if (!taken) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure"
                            + " connection.");
        }
    }
}
