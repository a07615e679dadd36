package dev.cistern.node.api;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.RequestTarget;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.WriteDurability;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns a request to the native API into one {@link NativeOperation}; all that is HTTP about it ends here. */
final class NativeParser {
    private static final String OBJECTS = "/v1/objects";
    private static final String BUCKETS = "/v1/buckets";
    private static final String VERSIONS = "/v1/versions";
    private static final String HEALTH = "/v1/health";
    private static final int DEFAULT_PAGE = 1_000;

    private NativeParser() {}

    /** Whether it asks for the health of the node, which it tells everybody. */
    static boolean isHealth(RequestTarget target) {
        return target.isUnder(HEALTH);
    }

    /** The future fails with what is wrong with the request. A body is read only where it carries a command. */
    static Future<NativeOperation> parse(Exchange exchange) {
        RequestTarget target = exchange.target();
        if (target.isUnder(OBJECTS)) {
            return Future.succeededFuture(object(exchange));
        }
        if (target.isUnder(BUCKETS)) {
            return exchange.jsonBody().map(body -> bucket(exchange, body));
        }
        if (target.isUnder(VERSIONS)) {
            return exchange.jsonBody().map(body -> versions(exchange, body));
        }
        if (isHealth(target)) {
            return Future.succeededFuture(new NativeOperation.Health());
        }
        if (target.isUnder("/v1/cluster") || target.isUnder("/v1/daemon")) {
            return exchange.jsonBody().map(body -> cluster(exchange, body));
        }
        throw RequestException.noSuchResource(
                "there is no " + target.rawPath()
                        + "; the native API has /v1/buckets, /v1/objects, /v1/versions, /v1/cluster, /v1/daemon and /v1/health");
    }

    private static NativeOperation object(Exchange exchange) {
        String path = exchange.target().after(OBJECTS);
        int slash = path.indexOf('/');
        if (slash < 0) {
            throw RequestException.badRequest("an object is named /v1/objects/BUCKET/KEY");
        }
        ObjectName object = new ObjectName(new BucketName(path.substring(0, slash)), path.substring(slash + 1));
        Optional<VersionId> version = version(exchange.target().query());
        return switch (exchange.method().name()) {
            case "PUT" -> new NativeOperation.PutObject(object);
            case "GET" ->
                new NativeOperation.GetObject(
                        object, version, freshness(exchange.target().query()));
            case "HEAD" -> new NativeOperation.HeadObject(object, version);
            case "DELETE" -> new NativeOperation.DeleteObject(object, version);
            case "POST", "PATCH" ->
                throw RequestException.notImplemented(
                        "multipart uploads, appends and renames of objects are not served by the native API");
            default -> throw RequestException.methodNotAllowed("an object takes PUT, GET, HEAD and DELETE");
        };
    }

    /** In AIStore's words; what else it has for a GET is ignored, as there. */
    private static Freshness freshness(Map<String, String> query) {
        return query.getOrDefault("latest-ver", "false").equals("true") ? Freshness.LATEST : Freshness.STORED;
    }

    private static Optional<VersionId> version(Map<String, String> query) {
        String id = query.getOrDefault("version_id", "");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(VersionId.parse(id)
                .orElseThrow(() -> RequestException.badRequest("version_id '" + id + "' is no id of a version")));
    }

    private static NativeOperation versions(Exchange exchange, JsonObject body) {
        BucketName bucket = new BucketName(exchange.target().after(VERSIONS));
        if (exchange.method().name().equals("PUT")) {
            return switch (text(body, "action")) {
                case "enable" -> new NativeOperation.SetVersioning(bucket, true);
                case "suspend" -> new NativeOperation.SetVersioning(bucket, false);
                default -> throw RequestException.badRequest("the action on versions is enable or suspend");
            };
        }
        requireMethod(exchange, "GET", "the versions of a bucket take GET and PUT");
        Map<String, String> query = exchange.target().query();
        String token = query.getOrDefault("continuation_token", "");
        return new NativeOperation.ListAllVersions(new ListVersions(
                bucket,
                query.getOrDefault("prefix", ""),
                query.getOrDefault("delimiter", ""),
                token.isEmpty() ? Optional.empty() : Optional.of(VersionTokens.decode(token)),
                Math.min(pageSize(query.getOrDefault("limit", "")), ListVersions.MOST)));
    }

    private static NativeOperation bucket(Exchange exchange, JsonObject body) {
        String name = exchange.target().after(BUCKETS);
        String action = text(body, "action");
        if (name.isEmpty() || name.equals("*")) {
            requireMethod(exchange, "GET", "the list of buckets takes GET");
            return new NativeOperation.ListBuckets();
        }
        BucketName bucket = new BucketName(name);
        return switch (exchange.method().name()) {
            case "HEAD" -> new NativeOperation.HeadBucket(bucket);
            case "GET" -> listObjects(bucket, exchange.target().query(), section(body, "value"));
            case "POST" -> {
                requireAction(action, "create-bck");
                JsonObject value = section(body, "value");
                yield new NativeOperation.CreateBucket(
                        bucket,
                        Optional.of(text(value, "backend")).filter(url -> !url.isEmpty()),
                        backing(value),
                        durability(value).flatMap(said -> said),
                        text(value, "shared").equals("true"));
            }
            case "PATCH" -> {
                requireAction(action, "set-bprops");
                yield setProperties(bucket, section(body, "value"));
            }
            case "DELETE" -> {
                requireAction(action, "destroy-bck");
                boolean keepFull = text(section(body, "value"), "must_be_empty").equals("true");
                yield new NativeOperation.DestroyBucket(
                        bucket, keepFull ? ObjectStore.Contents.MUST_BE_EMPTY : ObjectStore.Contents.DESTROY);
            }
            default -> throw RequestException.methodNotAllowed("a bucket takes GET, HEAD, POST, PATCH and DELETE");
        };
    }

    private static NativeOperation setProperties(BucketName bucket, JsonObject value) {
        BackingChange backing = BackingChange.parse(value);
        Optional<Optional<WriteDurability>> durability = durability(value);
        if (backing.isEmpty() && durability.isEmpty()) {
            throw RequestException.badRequest(
                    "nothing to set: the value names keep_at_most_bytes, good_for_seconds or durability");
        }
        return new NativeOperation.SetProperties(bucket, backing, durability);
    }

    /** Empty where nothing is said; empty inside, of a null, for that of the node. */
    private static Optional<Optional<WriteDurability>> durability(JsonObject value) {
        return value.containsKey("durability")
                ? Optional.of(Optional.ofNullable(value.getValue("durability"))
                        .map(word -> WriteDurability.of(word.toString())))
                : Optional.empty();
    }

    private static Backing backing(JsonObject value) {
        String writes = text(value, "writes");
        Backing.Writes when = writes.isEmpty() ? Backing.USUAL.writes() : Backing.Writes.of(writes);
        return BackingChange.parse(value).of(new Backing(when));
    }

    /** The command comes in the query, or, as AIStore's clients send it, in a body on GET. */
    private static NativeOperation listObjects(BucketName bucket, Map<String, String> query, JsonObject value) {
        String token = either(query, "continuation_token", value);
        String startAfter = either(query, "start_after", value);
        Optional<String> after = token.isEmpty()
                ? Optional.of(startAfter).filter(key -> !key.isEmpty())
                : Optional.of(decodeToken(token));
        String limit = query.containsKey("limit") ? either(query, "limit", value) : either(query, "pagesize", value);
        ListCommand command = new ListCommand(
                bucket,
                either(query, "prefix", value),
                either(query, "delimiter", value),
                after,
                pageSize(limit),
                fallback(query.getOrDefault("fallback", "fail")));
        return new NativeOperation.ListObjects(command, either(query, "uuid", value));
    }

    private static ListCommand.Fallback fallback(String text) {
        return switch (text) {
            case "fail" -> ListCommand.Fallback.FAIL;
            case "stored" -> ListCommand.Fallback.STORED;
            default -> throw RequestException.badRequest("fallback is '" + text + "'; it must be fail or stored");
        };
    }

    private static int pageSize(String limit) {
        if (limit.isEmpty() || limit.equals("0")) {
            return DEFAULT_PAGE;
        }
        int keys;
        try {
            keys = Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            keys = -1;
        }
        if (keys < 1 || keys > ListCommand.MAX_KEYS) {
            throw RequestException.badRequest(
                    "limit is '" + limit + "'; it must be a number from 1 to " + ListCommand.MAX_KEYS);
        }
        return keys;
    }

    /** A continuation token is the last key of the page, so that it holds over restarts and on every node. */
    static String encodeToken(String lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.getBytes(StandardCharsets.UTF_8));
    }

    private static String decodeToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RequestException.badRequest("continuation_token '" + token + "' was not given by this server");
        }
    }

    private static NativeOperation cluster(Exchange exchange, JsonObject body) {
        RequestTarget target = exchange.target();
        Map<String, String> query = target.query();
        if (target.rawPath().equals("/v1/cluster/locate")) {
            requireMethod(exchange, "GET", target.rawPath() + " takes GET");
            ObjectName object =
                    new ObjectName(new BucketName(query.getOrDefault("bucket", "")), query.getOrDefault("key", ""));
            return new NativeOperation.LocateObject(object, version(query));
        }
        if (exchange.method().name().equals("GET")) {
            return new NativeOperation.ShowCluster(query.getOrDefault("what", ""));
        }
        requireMethod(exchange, "PUT", target.rawPath() + " takes GET and PUT");
        if (target.rawPath().endsWith("/set-config")) {
            return setConfig(query);
        }
        requireAction(text(body, "action"), "set-config");
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", section(body, "value"), values);
        return setConfig(values);
    }

    private static NativeOperation setConfig(Map<String, String> values) {
        if (values.getOrDefault("transient", "false").equals("true")) {
            throw RequestException.notImplemented(
                    "a transient change is not supported: use confirm-within for a change that undoes itself");
        }
        Map<String, String> settings = new LinkedHashMap<>(values);
        settings.remove("transient");
        if (settings.isEmpty()) {
            throw RequestException.badRequest("nothing to set: name at least one key=value");
        }
        return new NativeOperation.SetConfig(settings);
    }

    private static void flatten(String prefix, JsonObject section, Map<String, String> into) {
        section.forEach(entry -> {
            String key = prefix.isEmpty() ? entry.getKey() : prefix + '.' + entry.getKey();
            if (entry.getValue() instanceof JsonObject nested) {
                flatten(key, nested, into);
            } else {
                into.put(key, String.valueOf(entry.getValue()));
            }
        });
    }

    private static String either(Map<String, String> query, String name, JsonObject value) {
        String inQuery = query.get(name);
        return inQuery != null ? inQuery : text(value, name);
    }

    private static String text(JsonObject object, String name) {
        Object value = object.getValue(name);
        return value == null ? "" : value.toString();
    }

    private static JsonObject section(JsonObject object, String name) {
        Object value = object.getValue(name);
        if (value == null) {
            return new JsonObject();
        }
        if (value instanceof JsonObject section) {
            return section;
        }
        throw RequestException.badRequest("'" + name + "' in the body must be an object, not " + value);
    }

    private static void requireMethod(Exchange exchange, String method, String otherwise) {
        if (!exchange.method().name().equals(method)) {
            throw RequestException.methodNotAllowed(otherwise);
        }
    }

    private static void requireAction(String action, String known) {
        if (!action.equals(known)) {
            throw RequestException.notImplemented("action '" + action + "' is not served here; '" + known + "' is");
        }
    }
}
