package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl;
import dev.cistern.node.s3.access.Acl.Parties;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.access.Judge;
import dev.cistern.node.s3.access.Ownership;
import dev.cistern.node.s3.access.Policy;
import dev.cistern.node.s3.access.Question;
import dev.cistern.node.s3.access.RulesCache;
import dev.cistern.node.s3.access.Ruling;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether a request may be served, before its handler runs and before any of its body is read. Called on all event
 * loops; where no object has to be looked at, which is so for all that an owner does, the answer is there at once.
 */
final class AccessGate {
    private final ObjectStore store;
    private final AclRequests acls;
    private final InstantSource clock;
    private final RulesCache rules = new RulesCache();

    AccessGate(ObjectStore store, AclRequests acls, InstantSource clock) {
        this.store = store;
        this.acls = acls;
        this.clock = clock;
    }

    /** Fails where the request may not be served. Notes the bucket's standing, and what a new object is kept with. */
    Future<Void> admit(S3Request request, S3Operation operation) {
        S3Action action = operation.action();
        Optional<String> bucket = request.address().bucket();
        boolean refusedAnyway =
                operation instanceof S3Operation.NotServed && request.caller().kind() == Caller.Kind.ANYBODY;
        if (action.permission().isEmpty() || refusedAnyway) {
            return Future.succeededFuture();
        }
        if (bucket.isEmpty() || action == S3Action.CREATE_BUCKET) {
            return request.caller().kind() == Caller.Kind.ANONYMOUS ? denied() : Future.succeededFuture();
        }
        return store.headBucket(new BucketName(bucket.get()))
                .compose(found -> {
                    Standing standing = standing(found);
                    request.stand(standing, () -> requireSame(found));
                    requireOwner(request, "x-amz-expected-bucket-owner", standing);
                    List<Need> needs = new ArrayList<>();
                    if (!isAskedLater(action, request, standing)) {
                        needs.addAll(Need.of(request, action));
                    }
                    Future<Void> allowed = requireAll(request, standing, needs);
                    return Need.writes(action)
                            ? allowed.compose(yes -> admitNew(
                                    request, standing, request.address().key()))
                            : allowed;
                })
                .compose(allowed -> admitSource(request, operation));
    }

    /** Whether what the request may do is known when its document is read: which objects, or which tags. */
    private static boolean isAskedLater(S3Action action, S3Request request, Standing standing) {
        if (action == S3Action.DELETE_OBJECTS) {
            // Somebody unknown whom nothing can let in is not listened to.
            return request.caller().isUser()
                    || standing.rules().policy().isPresent()
                    || standing.rules().acl().isPresent()
                    || request.caller().isTrusted();
        }
        // A form says inside who sends it, and what its object is called.
        return action == S3Action.POST_OBJECT
                || (action == S3Action.PUT_OBJECT_TAGGING && asksForRequestTags(standing));
    }

    private static boolean asksForRequestTags(Standing standing) {
        return standing.rules().policy().map(Policy::asksForRequestTags).orElse(false);
    }

    private Future<Void> admitSource(S3Request request, S3Operation operation) {
        Optional<CopySource> source = CopySource.of(operation);
        if (source.isEmpty() || request.caller().kind() == Caller.Kind.ANYBODY) {
            return Future.succeededFuture();
        }
        return store.headBucket(source.get().object().bucket()).compose(found -> {
            Standing standing = standing(found);
            request.standAtSource(standing);
            requireOwner(request, "x-amz-source-expected-bucket-owner", standing);
            return requireAll(request, standing, List.of(Need.ofSource(source.get())));
        });
    }

    /** Fails where the caller lacks the leave that something needs which is asked for over another API. */
    Future<Void> admit(S3Request request, Need need) {
        return store.headBucket(new BucketName(request.address().bucket().orElse("")))
                .compose(found -> {
                    Standing standing = standing(found);
                    request.stand(standing, () -> requireSame(found));
                    Future<Void> allowed = requireAll(request, standing, List.of(need));
                    return need.permission().equals(S3Action.PUT_OBJECT.permission())
                            ? allowed.compose(yes -> admitNew(
                                    request, standing, request.address().key()))
                            : allowed;
                });
    }

    /**
     * Fails where a form may not be stored as an object. Notes what the object is kept with.
     *
     * @param request the form's own, with its sender and its fields as headers
     */
    Future<Void> admitForm(S3Request request, String key) {
        return store.headBucket(new BucketName(request.address().bucket().orElse("")))
                .compose(found -> {
                    Standing standing = standing(found);
                    request.stand(standing, () -> requireSame(found));
                    return requireAll(request, standing, Need.toWrite(request, key))
                            .compose(allowed -> admitNew(request, standing, key));
                });
    }

    /** Fails where the caller may not delete an object of the request's bucket. */
    Future<Void> requireDelete(S3Request request, String key, Optional<String> version) {
        return request.standing()
                .map(standing -> requireAll(request, standing, Need.toDelete(request, key, version)))
                .orElse(Future.succeededFuture());
    }

    /** Fails where the caller may not give an object these tags, which only the document of the request says. */
    Future<Void> requireTags(S3Request request, Map<String, String> tags) {
        Optional<Standing> standing = request.standing().filter(AccessGate::asksForRequestTags);
        if (standing.isEmpty()) {
            return Future.succeededFuture();
        }
        RequestFacts facts = new RequestFacts(request, clock.instant(), Map.of(), tags);
        Need need = Need.ofObject(Need.TAG, request.address().key(), request.parameter("versionId"));
        return require(request, standing.get(), need, facts);
    }

    /** What is told of a failure: to somebody who may not list a bucket, not which keys there are. */
    Throwable told(S3Request request, Throwable cause) {
        boolean missing = isMissing(cause)
                || (cause instanceof S3Exception refused
                        && (refused.error() == S3Error.NO_SUCH_KEY || refused.error() == S3Error.NO_SUCH_VERSION));
        Optional<Standing> standing = request.source().or(request::standing);
        if (!missing || standing.isEmpty() || mayList(request, standing.get())) {
            return cause;
        }
        return new S3Exception(S3Error.ACCESS_DENIED);
    }

    private Future<Void> requireSame(BucketInfo bucket) {
        return store.headBucket(bucket.name())
                .compose(now -> now.id() == bucket.id()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new S3Exception(S3Error.NO_SUCH_BUCKET)));
    }

    private Standing standing(BucketInfo bucket) {
        return new Standing(bucket, rules.of(bucket));
    }

    private static void requireOwner(S3Request request, String header, Standing standing) {
        String expected = request.header(header);
        if (expected != null && !expected.equals(standing.owner())) {
            throw new S3Exception(S3Error.ACCESS_DENIED);
        }
    }

    /** Notes whom a new object is to belong and to be open to; fails where the caller may not open it so far. */
    private Future<Void> admitNew(S3Request request, Standing standing, String key) {
        request.note(Map.of());
        if (request.caller().kind() == Caller.Kind.ANYBODY) {
            AclRequests.requirePrivate(request);
            return Future.succeededFuture();
        }
        String owner = ownerOfNew(request, standing);
        Optional<Acl> acl = acls.ofHeaders(request, new Parties(owner, standing.owner()));
        acl.ifPresent(list -> AclRequests.requireTaken(request, standing, list));
        if (!standing.rules().hasAcls()) {
            return Future.succeededFuture();
        }
        request.note(ObjectNotes.of(standing.bucket(), owner, acl));
        // To give something to the owner of the bucket needs no more than to write.
        boolean opens =
                acl.map(list -> !list.isOnlyFor(owner, standing.owner())).orElse(false);
        return opens && !mayOpenNew(request, standing, key) ? denied() : Future.succeededFuture();
    }

    /** Whoever writes by leave of the bucket's list owns what is written, and may open it. */
    private boolean mayOpenNew(S3Request request, Standing standing, String key) {
        Ruling opening = rule(request, standing, Need.ofObject(Need.PUT_ACL, key, Optional.empty()));
        return opening.isFinal()
                ? opening.isAllowed()
                : rule(request, standing, Need.ofObject(S3Action.PUT_OBJECT.permission(), key, Optional.empty()))
                                .reason()
                        == Ruling.Reason.BUCKET_ACL;
    }

    private Ruling rule(S3Request request, Standing standing, Need need) {
        RequestFacts facts = new RequestFacts(request, clock.instant(), Map.of(), S3Tags.ofHeader(request));
        return Judge.rule(need.question(request, standing, facts), standing.rules());
    }

    /** What an administrator or somebody unknown writes is the bucket owner's. */
    private static String ownerOfNew(S3Request request, Standing standing) {
        boolean given = standing.rules()
                        .ownership()
                        .filter(Ownership.BUCKET_OWNER_PREFERRED::equals)
                        .isPresent()
                && AclRequests.isToBucketOwner(request);
        boolean own = request.caller().kind() == Caller.Kind.USER
                && standing.rules().hasAcls()
                && standing.rules().owner().isPresent();
        return own && !given ? request.caller().id() : standing.owner();
    }

    private Future<Void> requireAll(S3Request request, Standing standing, List<Need> needs) {
        if (request.caller().isTrusted() || needs.isEmpty()) {
            return Future.succeededFuture();
        }
        RequestFacts facts = new RequestFacts(request, clock.instant(), Map.of(), S3Tags.ofHeader(request));
        Future<Void> all = Future.succeededFuture();
        for (Need need : needs) {
            all = all.compose(before -> require(request, standing, need, facts));
        }
        return all;
    }

    private Future<Void> require(S3Request request, Standing standing, Need need, RequestFacts facts) {
        boolean tagged = need.isOfExisting()
                && standing.rules().policy().map(Policy::asksForObjectTags).orElse(false);
        Optional<Ruling> first = tagged
                ? Optional.empty()
                : Optional.of(Judge.rule(need.question(request, standing, facts), standing.rules()));
        if (first.isPresent() && first.get().isFinal()) {
            return first.get().isAllowed() ? Future.succeededFuture() : denied();
        }
        return look(standing, need).compose(object -> {
            Question question = need.question(
                    request,
                    standing,
                    facts.withObjectTags(
                            object.map(found -> found.traits().tags()).orElse(Map.of())));
            Ruling ruling = first.orElseGet(() -> Judge.rule(question, standing.rules()));
            if (ruling.isAllowed()) {
                return Future.succeededFuture();
            }
            boolean allowed = !ruling.isFinal()
                    && object.map(found -> byObject(question, standing, found))
                            .orElseGet(() -> mayList(request, standing));
            return allowed ? Future.succeededFuture() : denied();
        });
    }

    private static boolean byObject(Question question, Standing standing, ObjectInfo object) {
        String owner = object.headers().getOrDefault(ObjectNotes.OWNER, standing.owner());
        return Judge.byObject(question, standing.rules(), Optional.of(owner), ObjectNotes.acl(object))
                .isAllowed();
    }

    /** The object that leave is asked for; empty where it is not there. */
    private Future<Optional<ObjectInfo>> look(Standing standing, Need need) {
        Optional<ObjectVersion> object = need.object(standing);
        if (object.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return store.head(object.get(), Conditions.NONE)
                .map(Optional::of)
                .recover(cause -> isMissing(cause)
                        ? Future.succeededFuture(Optional.<ObjectInfo>empty())
                        : Future.failedFuture(cause));
    }

    private static boolean isMissing(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code() == Code.NO_SUCH_OBJECT
                        || failed.code() == Code.NO_SUCH_VERSION
                        || failed.code() == Code.IS_DELETE_MARKER);
    }

    private boolean mayList(S3Request request, Standing standing) {
        RequestFacts facts = new RequestFacts(request, clock.instant(), Map.of(), Map.of());
        return Judge.rule(Need.ofBucket(Need.LIST).question(request, standing, facts), standing.rules())
                .isAllowed();
    }

    private static Future<Void> denied() {
        return Future.failedFuture(new S3Exception(S3Error.ACCESS_DENIED));
    }
}
