package dev.cistern.node.s3;

import dev.cistern.node.guard.Ask;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.Failure;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.Surface;
import dev.cistern.node.s3.ConfigurationsHandler.Kind;
import dev.cistern.node.s3.wire.DocumentJson;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /v1/buckets/NAME/cors} and {@code /v1/buckets/NAME/lifecycle}: the same configurations that S3 knows, for whoever
 * administers the node, as JSON. All other requests go on to the rest of the native API.
 */
public final class BucketConfigurations implements Surface {
    private static final String BUCKETS = "/v1/buckets/";
    private static final Pattern PATH = Pattern.compile(BUCKETS + "([^/]+)/(cors|lifecycle)");
    private static final Map<String, Kind> KINDS = Map.of("cors", Kind.CORS, "lifecycle", Kind.LIFECYCLE);
    private static final Map<Kind, String> PERMISSIONS =
            Map.of(Kind.CORS, "BucketCORS", Kind.LIFECYCLE, "LifecycleConfiguration");

    private final ObjectStore store;
    private final Senders senders;
    private final BucketAccess access;
    private final Surface rest;

    public BucketConfigurations(ObjectStore store, Senders senders, BucketAccess access, Surface rest) {
        this.store = store;
        this.senders = senders;
        this.access = access;
        this.rest = rest;
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        String rawPath = exchange.target().rawPath();
        if (!rawPath.startsWith(BUCKETS)) {
            return rest.serve(exchange);
        }
        Matcher path = PATH.matcher(rawPath);
        Kind kind = path.matches() ? KINDS.get(path.group(2)) : null;
        if (kind == null) {
            return rest.serve(exchange);
        }
        BucketName bucket = new BucketName(path.group(1));
        String method = exchange.method().name();
        String permission = (method.equals("GET") ? "s3:Get" : "s3:Put") + PERMISSIONS.get(kind);
        Ask ask = new Ask(exchange, senders.of(exchange), List.of(permission), Ask.Subject.bucket(bucket.value()));
        return access.admit(ask).compose(leave -> switch (method) {
            case "GET" -> get(exchange, bucket, kind);
            case "PUT" ->
                exchange.jsonBody().compose(json -> put(exchange, bucket, kind, Optional.of(text(json, kind))));
            case "DELETE" -> put(exchange, bucket, kind, Optional.empty());
            default -> throw RequestException.methodNotAllowed("a configuration takes GET, PUT and DELETE");
        });
    }

    @Override
    public Failure explain(Throwable cause) {
        return cause instanceof S3Exception ? S3Failures.explain(cause) : rest.explain(cause);
    }

    private static String text(JsonObject json, Kind kind) {
        return kind.checked(DocumentJson.parse(json, kind.root()));
    }

    private Future<Void> get(Exchange exchange, BucketName bucket, Kind kind) {
        return store.headBucket(bucket).compose(found -> {
            String text = found.document(kind.document()).orElseThrow(() -> new S3Exception(kind.missing()));
            return exchange.answerJson(200, DocumentJson.of(XmlElement.parse(Buffer.buffer(text), kind.root())));
        });
    }

    private Future<Void> put(Exchange exchange, BucketName bucket, Kind kind, Optional<String> text) {
        return store.configure(bucket, kind.document(), text).compose(configured -> exchange.answer(200));
    }
}
