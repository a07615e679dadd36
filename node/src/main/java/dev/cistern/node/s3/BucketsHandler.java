package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl.Parties;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.access.Ownership;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.LockRule;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Buckets themselves. */
final class BucketsHandler {
    /** Where every bucket is, for clients that want to know. */
    static final String REGION = "us-east-1";

    private final ObjectStore store;
    private final S3Owners owners;
    private final AclRequests acls;

    BucketsHandler(ObjectStore store, S3Owners owners, AclRequests acls) {
        this.store = store;
        this.owners = owners;
        this.acls = acls;
    }

    Future<Void> list(S3Request request, BucketOperation.ListBuckets operation) {
        return store.listBuckets().compose(all -> {
            List<BucketInfo> matching = all.stream()
                    .filter(bucket -> isListed(bucket, request.caller()))
                    .filter(bucket -> bucket.name().value().startsWith(operation.prefix()))
                    .filter(bucket -> operation.after().isEmpty()
                            || bucket.name().value().compareTo(operation.after().get()) > 0)
                    .toList();
            List<BucketInfo> page = matching.stream().limit(operation.atMost()).toList();
            return request.answerXml("ListAllMyBucketsResult", to -> {
                owners.ofCaller(request).write(to);
                to.element(
                        "Buckets",
                        list -> page.forEach(bucket -> list.element("Bucket", entry -> {
                            entry.element("Name", bucket.name().value());
                            entry.element("CreationDate", S3Times.format(bucket.created()));
                        })));
                if (page.size() < matching.size() && !page.isEmpty()) {
                    String last = page.get(page.size() - 1).name().value();
                    to.element("ContinuationToken", ListTokens.encode(last));
                }
                if (!operation.prefix().isEmpty()) {
                    to.element("Prefix", operation.prefix());
                }
            });
        });
    }

    /** The caller's own, and those that all share. */
    private static boolean isListed(BucketInfo bucket, Caller caller) {
        return caller.isTrusted()
                || bucket.owner().isEmpty()
                || bucket.owner().get().equals(caller.id());
    }

    Future<Void> create(S3Request request, BucketOperation.CreateBucket operation) {
        BucketTraits traits = traits(request);
        return request.optionalXml("CreateBucketConfiguration")
                .compose(configuration -> {
                    configuration.ifPresent(BucketsHandler::check);
                    return store.createBucket(operation.bucket(), traits);
                })
                .recover(cause -> whose(request, operation.bucket(), cause))
                .compose(bucket -> {
                    request.response().putHeader("Location", "/" + bucket.name().value());
                    return request.answer(200);
                });
    }

    /** With the owner, and the access control list, ownership and locks that the headers ask for. */
    private BucketTraits traits(S3Request request) {
        String owner = owners.ofCaller(request).id();
        Map<BucketDocument, String> documents = new EnumMap<>(BucketDocument.class);
        Optional<Ownership> ownership =
                request.optionalHeader("x-amz-object-ownership").map(Ownership::named);
        ownership.ifPresent(chosen -> documents.put(BucketDocument.OWNERSHIP, chosen.title()));
        if ("true".equalsIgnoreCase(request.header("x-amz-bucket-object-lock-enabled"))) {
            documents.put(BucketDocument.VERSIONING, "Enabled");
            documents.put(BucketDocument.OBJECT_LOCK, new LockRule(Optional.empty()).text());
        }
        if (!request.caller().isUser()) {
            AclRequests.requirePrivate(request);
            return new BucketTraits(Optional.empty(), Optional.empty(), documents);
        }
        acls.ofHeaders(request, new Parties(owner, owner))
                .flatMap(acl -> ObjectNotes.text(acl, owner))
                .ifPresent(text -> documents.put(BucketDocument.ACL, text));
        if (ownership.filter(Ownership.BUCKET_OWNER_ENFORCED::equals).isPresent()
                && documents.containsKey(BucketDocument.ACL)) {
            throw new S3Exception(S3Error.INVALID_BUCKET_ACL);
        }
        return new BucketTraits(Optional.empty(), Optional.of(owner), documents);
    }

    /** A bucket that is there already is told apart by whose it is. */
    private Future<BucketInfo> whose(S3Request request, BucketName name, Throwable cause) {
        boolean exists = cause instanceof StoreException failed && failed.code() == StoreException.Code.BUCKET_EXISTS;
        if (!exists || request.caller().kind() == Caller.Kind.ANYBODY) {
            return Future.failedFuture(cause);
        }
        return store.headBucket(name).compose(bucket -> {
            boolean others = bucket.owner().isPresent()
                    && !bucket.owner().get().equals(request.caller().id());
            return Future.failedFuture(others ? new S3Exception(S3Error.BUCKET_ALREADY_EXISTS) : cause);
        });
    }

    Future<Void> head(S3Request request, BucketOperation.HeadBucket operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> {
            request.response().putHeader("x-amz-bucket-region", REGION);
            return request.answer(200);
        });
    }

    Future<Void> delete(S3Request request, BucketOperation.DeleteBucket operation) {
        return store.destroyBucket(operation.bucket(), ObjectStore.Contents.MUST_BE_EMPTY)
                .compose(deleted -> request.answer(204));
    }

    Future<Void> location(S3Request request, BucketOperation.GetBucketLocation operation) {
        return store.headBucket(operation.bucket())
                .compose(bucket -> request.answerXml("LocationConstraint", to -> {}));
    }

    /** Any region will do, since the node has none; but it must be one. */
    private static void check(XmlElement configuration) {
        Optional<String> region = configuration.textOf("LocationConstraint");
        if (region.isPresent() && !region.get().matches("[A-Za-z0-9_-]{0,64}")) {
            throw new S3Exception(S3Error.INVALID_LOCATION_CONSTRAINT);
        }
    }
}
