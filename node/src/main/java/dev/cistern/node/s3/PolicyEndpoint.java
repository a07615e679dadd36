package dev.cistern.node.s3;

import dev.cistern.node.guard.Ask;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.Guard;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.access.BucketRules;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.access.ConditionKeys;
import dev.cistern.node.s3.access.Judge;
import dev.cistern.node.s3.access.Permissions;
import dev.cistern.node.s3.access.Policy;
import dev.cistern.node.s3.access.PublicAccessBlock;
import dev.cistern.node.s3.access.Question;
import dev.cistern.node.s3.access.Ruling;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.users.User;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/policies/BUCKET}: the policies of buckets for whoever runs the node, and what would become of a request. */
public final class PolicyEndpoint {
    private static final String PATH = "/v1/policies";

    private final ObjectStore store;
    private final BucketAccess access;
    private final Users users;
    private final InstantSource clock;

    public PolicyEndpoint(ObjectStore store, BucketAccess access, Users users, InstantSource clock) {
        this.store = store;
        this.access = access;
        this.users = users;
        this.clock = clock;
    }

    /** Answers a request under the path: of those who may read, set or remove the policy; to try others is for administrators. */
    public Future<Void> serve(Exchange exchange, Sender sender) {
        BucketName bucket = new BucketName(exchange.target().after(PATH));
        return switch (exchange.method().name()) {
            case "GET" ->
                admit(exchange, sender, "s3:GetBucketPolicy", bucket)
                        .compose(yes -> store.headBucket(bucket))
                        .compose(found -> get(exchange, found));
            case "PUT" ->
                admit(exchange, sender, "s3:PutBucketPolicy", bucket)
                        .compose(yes -> exchange.jsonBody())
                        .compose(body -> put(exchange, bucket, body));
            case "POST" -> {
                Guard.requireAdministrator(sender, "ask what would become of requests of others");
                yield exchange.jsonBody().compose(body -> check(exchange, bucket, body));
            }
            case "DELETE" ->
                admit(exchange, sender, "s3:DeleteBucketPolicy", bucket)
                        .compose(yes -> store.configure(bucket, BucketDocument.POLICY, Optional.empty()))
                        .compose(removed -> exchange.answer(204));
            default -> throw RequestException.methodNotAllowed(PATH + "/BUCKET takes GET, PUT, POST and DELETE");
        };
    }

    private Future<BucketAccess.Leave> admit(Exchange exchange, Sender sender, String permission, BucketName bucket) {
        return access.admit(new Ask(exchange, sender, List.of(permission), Ask.Subject.bucket(bucket.value())));
    }

    private static Future<Void> get(Exchange exchange, BucketInfo bucket) {
        String text = bucket.document(BucketDocument.POLICY)
                .orElseThrow(() -> RequestException.noSuchResource("the bucket '" + bucket.name() + "' has no policy"));
        return exchange.answer(200, "application/json", Buffer.buffer(text));
    }

    private Future<Void> put(Exchange exchange, BucketName bucket, JsonObject body) {
        String text = text(body, "policy").orElseThrow(() -> RequestException.badRequest("'policy' is missing"));
        Policy policy = parse(text, bucket);
        return store.headBucket(bucket).compose(found -> {
            if (policy.isPublic() && BucketRules.of(found).blocks(PublicAccessBlock.BLOCK_PUBLIC_POLICY)) {
                throw RequestException.badRequest("the policy is public, and the bucket blocks public policies");
            }
            return store.configure(bucket, BucketDocument.POLICY, Optional.of(text))
                    .compose(set -> exchange.answerJson(
                            200,
                            new JsonObject()
                                    .put("public", policy.isPublic())
                                    .put("unknown_principals", new JsonArray(unknown(policy)))));
        });
    }

    /** Whom a policy speaks of and who is none of the users. */
    private List<String> unknown(Policy policy) {
        return policy.principals().stream()
                .filter(name -> users.ofId(name).isEmpty() && users.named(name).isEmpty())
                .sorted()
                .toList();
    }

    private Future<Void> check(Exchange exchange, BucketName bucket, JsonObject body) {
        String action = text(body, "action").orElse("");
        if (!Permissions.isOne(action)) {
            throw RequestException.badRequest("'" + action + "' is not an action of S3, such as s3:GetObject");
        }
        Optional<Policy> other = text(body, "policy").map(policy -> parse(policy, bucket));
        Caller caller = caller(text(body, "user"));
        Optional<String> key = text(body, "key").filter(name -> !name.isEmpty());
        return store.headBucket(bucket).compose(found -> {
            BucketRules configured = BucketRules.of(found);
            BucketRules rules = other.map(configured::with).orElse(configured);
            return object(bucket, key).compose(object -> {
                Question question = new Question(
                        caller,
                        action,
                        key.map(name -> bucket + "/" + name).orElse(bucket.value()),
                        keys(body, caller, object));
                return exchange.answerJson(200, describe(ruling(question, rules, found, object), caller));
            });
        });
    }

    private static Ruling ruling(Question question, BucketRules rules, BucketInfo bucket, Optional<ObjectInfo> object) {
        Ruling ruling = Judge.rule(question, rules);
        if (ruling.isFinal() || object.isEmpty()) {
            return ruling;
        }
        String owner = object.get().headers().getOrDefault(ObjectNotes.OWNER, S3Owners.idOf(bucket));
        return Judge.byObject(question, rules, Optional.of(owner), ObjectNotes.acl(object.get()));
    }

    private static JsonObject describe(Ruling ruling, Caller caller) {
        JsonObject json = new JsonObject()
                .put("allowed", ruling.isAllowed())
                .put("who", caller.isUser() ? caller.name() : "anybody")
                .put("reason", ruling.reason().sentence());
        ruling.statement().ifPresent(statement -> json.put("statement", statement.number())
                .put("sid", statement.sid()));
        return json;
    }

    private Caller caller(Optional<String> user) {
        if (user.isEmpty()) {
            return users.isEmpty() ? Caller.ANYBODY : Caller.ANONYMOUS;
        }
        User found = users.named(user.get())
                .or(() -> users.ofId(user.get()))
                .orElseThrow(() -> RequestException.noSuchResource("there is no user '" + user.get() + "'"));
        return Senders.caller(found);
    }

    private Future<Optional<ObjectInfo>> object(BucketName bucket, Optional<String> key) {
        if (key.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return store.head(new ObjectName(bucket, key.get()), Conditions.NONE)
                .map(Optional::of)
                .recover(cause ->
                        cause instanceof StoreException failed && failed.code() == StoreException.Code.NO_SUCH_OBJECT
                                ? Future.succeededFuture(Optional.<ObjectInfo>empty())
                                : Future.failedFuture(cause));
    }

    /** What the request is said to have, over what every request of the caller has now. */
    private ConditionKeys keys(JsonObject body, Caller caller, Optional<ObjectInfo> object) {
        Map<String, List<String>> keys = new HashMap<>();
        Instant now = clock.instant();
        keys.put("aws:currenttime", List.of(now.toString()));
        keys.put("aws:epochtime", List.of(Long.toString(now.getEpochSecond())));
        if (caller.isUser()) {
            keys.put("aws:username", List.of(caller.name()));
            keys.put("aws:userid", List.of(caller.id()));
            keys.put("aws:principaltype", List.of("User"));
        } else {
            keys.put("aws:principaltype", List.of("Anonymous"));
        }
        object.ifPresent(found ->
                found.traits().tags().forEach((tag, value) -> keys.put("s3:existingobjecttag/" + tag, List.of(value))));
        if (body.getValue("conditions") instanceof JsonObject given) {
            given.forEach(entry -> keys.put(
                    entry.getKey(),
                    entry.getValue() instanceof JsonArray many
                            ? many.stream().map(String::valueOf).toList()
                            : List.of(String.valueOf(entry.getValue()))));
        }
        return ConditionKeys.of(keys);
    }

    private static Policy parse(String text, BucketName bucket) {
        try {
            return Policy.parse(text, bucket.value());
        } catch (S3Exception e) {
            throw RequestException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> text(JsonObject body, String name) {
        return body.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
