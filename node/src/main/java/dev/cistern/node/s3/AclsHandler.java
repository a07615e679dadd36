package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Set;

/**
 * Access control lists. There is one, {@code private}: everything belongs to the node, whose users all have full control.
 * A list that would give anybody else leave is refused, as Amazon refuses it where lists are switched off.
 */
final class AclsHandler {
    private static final Set<String> PRIVATE = Set.of("private", "bucket-owner-read", "bucket-owner-full-control");

    private final ObjectStore store;

    AclsHandler(ObjectStore store) {
        this.store = store;
    }

    Future<Void> getOfBucket(S3Request request, BucketOperation.GetBucketAcl operation) {
        return store.headBucket(operation.bucket()).compose(bucket -> answer(request));
    }

    Future<Void> getOfObject(S3Request request, ObjectOperation.GetObjectAcl operation) {
        return store.head(operation.target(), Conditions.NONE).compose(object -> answer(request));
    }

    Future<Void> putOfBucket(S3Request request, BucketOperation.PutBucketAcl operation) {
        requirePrivate(request);
        return request.optionalXml("AccessControlPolicy").compose(policy -> {
            policy.ifPresent(AclsHandler::requirePrivate);
            return store.headBucket(operation.bucket()).compose(bucket -> request.answer(200));
        });
    }

    Future<Void> putOfObject(S3Request request, ObjectOperation.PutObjectAcl operation) {
        requirePrivate(request);
        return request.optionalXml("AccessControlPolicy").compose(policy -> {
            policy.ifPresent(AclsHandler::requirePrivate);
            return store.head(operation.target(), Conditions.NONE).compose(object -> request.answer(200));
        });
    }

    /** Refuses a request whose headers ask for anything but {@code private}. */
    static void requirePrivate(S3Request request) {
        String canned = request.header("x-amz-acl");
        boolean grants = request.http().headers().names().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-grant-"));
        if (grants || (canned != null && !PRIVATE.contains(canned))) {
            throw notSupported();
        }
    }

    private static void requirePrivate(XmlElement policy) {
        boolean ofOwner = policy.first("AccessControlList").stream()
                .flatMap(list -> list.all("Grant").stream())
                .allMatch(grant -> grant.first("Grantee")
                                .flatMap(grantee -> grantee.textOf("ID"))
                                .orElse("")
                                .equals(S3Owner.ID)
                        && grant.textOf("Permission").orElse("").equals("FULL_CONTROL"));
        if (!ofOwner) {
            throw notSupported();
        }
    }

    private static Future<Void> answer(S3Request request) {
        return request.answerXml("AccessControlPolicy", to -> {
            S3Owner.write(to);
            to.element(
                    "AccessControlList",
                    list -> list.element("Grant", grant -> {
                        grant.grantee(S3Owner.ID);
                        grant.element("Permission", "FULL_CONTROL");
                    }));
        });
    }

    private static S3Exception notSupported() {
        return new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
    }
}
