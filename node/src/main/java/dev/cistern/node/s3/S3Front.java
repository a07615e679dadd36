package dev.cistern.node.s3;

import dev.cistern.conf.KeysOverHttp;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Failure;
import dev.cistern.node.http.Surface;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.sign.Authenticator;
import dev.cistern.node.s3.sign.Identity;
import dev.cistern.node.s3.sign.Payload;
import dev.cistern.node.s3.sign.SignedRequest;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.users.User;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** S3: checks who sent a request, makes one operation of it, and calls its handler. Called on all event loops. */
public final class S3Front implements Surface {
    private final S3Handlers handlers;
    private final S3Buckets buckets;
    private final Users users;
    private final Access access;
    private final Authenticator authenticator;
    private final AccessGate gate;

    /**
     * Who is let in.
     *
     * @param domains that names of buckets may stand before, in the host of a request; asked for each
     * @param openToAll whether, while there are no users, requests of other machines are served as those of this one are
     * @param nodeId told as {@code HostId}
     * @param keysOverHttp from whom keys of objects are taken over plain HTTP; asked for each
     */
    public record Access(
            Supplier<List<String>> domains, boolean openToAll, String nodeId, Supplier<KeysOverHttp> keysOverHttp) {}

    public S3Front(ObjectStore store, MultipartStore multipart, Users users, Access access, InstantSource clock) {
        this.users = users;
        this.access = access;
        this.buckets = new S3Buckets(store);
        this.authenticator = new Authenticator(users::secretOf, clock);
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
                new FormsHandler(objects, new FormSenders(users, authenticator), gate, clock),
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
        return buckets.of(address).compose(bucket -> serve(exchange, address, bucket));
    }

    private Future<Void> serve(Exchange exchange, S3Address address, Optional<S3Bucket> bucket) {
        boolean asked = exchange.method().equals(HttpMethod.OPTIONS);
        if (!asked) {
            tellPages(exchange, bucket);
        }
        Sender sender = asked ? nobody(exchange) : sender(exchange);
        requireSecrecy(exchange);
        S3Request request = new S3Request(exchange, address, sender, bucket);
        S3Operation operation = S3Parser.parse(request, exchange.target().parameters());
        Future<Void> admitted = gate.admit(request, operation);
        return admitted.succeeded() ? perform(request, operation) : performLater(request, operation, admitted);
    }

    /** A body that comes meanwhile waits: handlers ask for it when they are called. */
    private Future<Void> performLater(S3Request request, S3Operation operation, Future<Void> admitted) {
        if (admitted.isComplete()) {
            return admitted;
        }
        request.http().pause();
        return admitted.compose(yes -> perform(request, operation))
                .onSuccess(answered -> request.http().resume());
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

    /** A browser that asks before a request signs nothing, also where the request itself is signed in its query. */
    private static Sender nobody(Exchange exchange) {
        Payload payload = Payload.announced(exchange.request().headers());
        return new Sender(new Identity(Optional.empty(), payload), Caller.ANONYMOUS);
    }

    private Sender sender(Exchange exchange) {
        if (users.isEmpty()) {
            if (!access.openToAll && !isLocal(exchange.request().remoteAddress())) {
                throw new S3Exception(
                        S3Error.ACCESS_DENIED,
                        "this node has no users yet, so it serves requests of its own machine alone");
            }
            Payload payload = Payload.announced(exchange.request().headers());
            return new Sender(new Identity(Optional.empty(), payload), Caller.ANYBODY);
        }
        Identity identity = authenticator.verify(SignedRequest.of(exchange));
        if (identity.accessKey().isEmpty()) {
            return new Sender(identity, Caller.ANONYMOUS);
        }
        User user = users.ofAccessKey(identity.accessKey().get())
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID));
        return new Sender(identity, S3Owners.caller(user));
    }

    /** A key that came over a wire that others can see is a key no more; so it is refused, also to teach its sender. */
    private void requireSecrecy(Exchange exchange) {
        if (exchange.request().isSSL()
                || !S3Encryption.bringKey(exchange.request().headers())) {
            return;
        }
        boolean taken =
                switch (access.keysOverHttp.get()) {
                    case LOCAL -> isLocal(exchange.request().remoteAddress());
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

    private static boolean isLocal(SocketAddress remote) {
        try {
            // An address is never looked up.
            return InetAddress.getByName(remote.hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
