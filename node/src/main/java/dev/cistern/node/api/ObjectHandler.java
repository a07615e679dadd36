package dev.cistern.node.api;

import dev.cistern.net.server.FileRegions;
import dev.cistern.node.copies.Locator;
import dev.cistern.node.http.BodyStream;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.ObjectSender;
import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.Hops;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** Objects: the road of a PUT, a GET, a HEAD and a DELETE. */
final class ObjectHandler {
    private static final CharSequence VIA = HttpHeaders.createOptimized("Cistern-Via");

    /** Clients who can follow it ask with this to be sent to a node that has the object. */
    private static final CharSequence REDIRECT = HttpHeaders.createOptimized("Cistern-Redirect");

    private final ObjectStore store;
    private final Locator locator;

    ObjectHandler(ObjectStore store, Locator locator) {
        this.store = store;
        this.locator = locator;
    }

    Future<Void> put(NativeRequest admitted, NativeOperation.PutObject operation) {
        Exchange exchange = admitted.exchange();
        BodyStream body = new BodyStream(exchange.request());
        return store(exchange)
                .put(ObjectHeaders.putCommand(admitted, operation.object()), body)
                .compose(stored -> {
                    ObjectHeaders.writeIdentity(exchange.response(), stored);
                    return exchange.answer(200);
                });
    }

    Future<Void> get(Exchange exchange, NativeOperation.GetObject operation) {
        String redirect = exchange.header(REDIRECT);
        return redirect != null && redirect.equals("allow")
                ? locator.elsewhere(new ObjectVersion(operation.object(), operation.version()))
                        .compose(url -> url.isPresent() ? redirect(exchange, url.get()) : serve(exchange, operation))
                : serve(exchange, operation);
    }

    private static Future<Void> redirect(Exchange exchange, String url) {
        exchange.response()
                .putHeader(HttpHeaders.LOCATION, url + exchange.request().uri());
        return exchange.answer(307);
    }

    private Future<Void> serve(Exchange exchange, NativeOperation.GetObject operation) {
        HttpServerRequest request = exchange.request();
        Conditions conditions = RequestConditions.of(request);
        return wantedRange(exchange, operation)
                .compose(range -> store(exchange)
                        .get(new GetCommand(
                                operation.object(),
                                range,
                                conditions,
                                operation.freshness(),
                                form(request),
                                operation.version())))
                .recover(cause -> withSize(exchange, operation, cause))
                .compose(object -> send(exchange, object));
    }

    Future<Void> head(Exchange exchange, NativeOperation.HeadObject operation) {
        return store(exchange)
                .head(
                        new ObjectVersion(operation.object(), operation.version()),
                        RequestConditions.of(exchange.request()))
                .compose(object -> {
                    Encrypted.requireKey(object.traits().encrypted(), Optional.empty());
                    HttpServerResponse response = exchange.response().setStatusCode(200);
                    ObjectHeaders.writeIdentity(response, object);
                    ObjectHeaders.writeKept(response, object);
                    response.putHeader("Ais-Present", Boolean.toString(object.isStored()));
                    return response.putHeader("Content-Length", Long.toString(object.size()))
                            .end();
                });
    }

    Future<Void> delete(Exchange exchange, NativeOperation.DeleteObject operation) {
        return store(exchange)
                .delete(new DeleteCommand(
                        new ObjectVersion(operation.object(), operation.version()),
                        RequestConditions.of(exchange.request()),
                        ObjectLock.Bypass.NONE))
                .compose(deleted -> {
                    if (deleted.isDeleteMarker()) {
                        exchange.response().putHeader("Cistern-Delete-Marker", "true");
                    }
                    ObjectHeaders.writeVersion(exchange.response(), deleted);
                    return exchange.response().setStatusCode(204).end();
                });
    }

    /** The store as it answers what this request, if another node sent it on, asks for. */
    private ObjectStore store(Exchange exchange) {
        String via = exchange.header(VIA);
        return via == null ? store : store.over(Hops.parse(via));
    }

    private static GetCommand.Form form(HttpServerRequest request) {
        return FileRegions.supports(request) ? GetCommand.Form.REGIONS : GetCommand.Form.BUFFERS;
    }

    /** The range of the request, unless {@code If-Range} says that the object has changed since. */
    private Future<Optional<ByteRange>> wantedRange(Exchange exchange, NativeOperation.GetObject operation) {
        HttpServerRequest request = exchange.request();
        Optional<ByteRange> range = RequestConditions.range(request);
        if (range.isEmpty() || request.getHeader("If-Range") == null) {
            return Future.succeededFuture(range);
        }
        return store(exchange)
                .head(new ObjectVersion(operation.object(), operation.version()), Conditions.NONE)
                .map(object -> RequestConditions.rangeHolds(request, object) ? range : Optional.<ByteRange>empty());
    }

    /** A range that cannot be satisfied is answered with the size there is, RFC 9110 §15.5.17. */
    private Future<OpenObject> withSize(Exchange exchange, NativeOperation.GetObject operation, Throwable cause) {
        if (cause instanceof StoreException failed && failed.code() == StoreException.Code.RANGE_NOT_SATISFIABLE) {
            ObjectVersion version = new ObjectVersion(operation.object(), operation.version());
            return store(exchange).head(version, Conditions.NONE).compose(object -> {
                exchange.response().putHeader("Content-Range", "bytes */" + object.size());
                return Future.failedFuture(cause);
            });
        }
        return Future.failedFuture(cause);
    }

    private static Future<Void> send(Exchange exchange, OpenObject object) {
        HttpServerResponse response = exchange.response();
        ObjectInfo info = object.info();
        boolean partial = object.length() < info.size() || wasRangeAsked(exchange, object);
        response.setStatusCode(partial ? 206 : 200);
        if (partial) {
            long last = object.offset() + object.length() - 1;
            response.putHeader("Content-Range", "bytes " + object.offset() + "-" + last + "/" + info.size());
        }
        ObjectHeaders.writeIdentity(response, info);
        ObjectHeaders.writeKept(response, info);
        return ObjectSender.send(exchange.request(), object);
    }

    /** {@code bytes=0-} of a whole object is a partial response too. */
    private static boolean wasRangeAsked(Exchange exchange, OpenObject object) {
        return object.length() > 0
                && RequestConditions.range(exchange.request()).isPresent()
                && RequestConditions.rangeHolds(exchange.request(), object.info());
    }
}
