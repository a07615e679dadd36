package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl;
import dev.cistern.node.s3.access.Acl.Parties;
import dev.cistern.node.s3.access.Grantee;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.Optional;

/** Access control lists of buckets and objects. */
final class AclsHandler {
    private final ObjectStore store;
    private final S3Owners owners;
    private final AclRequests acls;

    AclsHandler(ObjectStore store, S3Owners owners, AclRequests acls) {
        this.store = store;
        this.owners = owners;
        this.acls = acls;
    }

    Future<Void> getOfBucket(S3Request request, BucketOperation.GetBucketAcl operation) {
        Standing standing = request.bucket();
        Optional<Acl> acl =
                standing.rules().acl().filter(list -> standing.rules().hasAcls());
        return answer(request, owners.ofBucket(standing.bucket()), acl);
    }

    Future<Void> getOfObject(S3Request request, ObjectOperation.GetObjectAcl operation) {
        Standing standing = request.bucket();
        return store.head(operation.target(), Conditions.NONE)
                .compose(object -> standing.rules().hasAcls()
                        ? answer(request, owners.ofObject(object, standing.bucket()), ObjectNotes.acl(object))
                        : answer(request, owners.ofBucket(standing.bucket()), Optional.empty()));
    }

    Future<Void> putOfBucket(S3Request request, BucketOperation.PutBucketAcl operation) {
        String owner = request.bucket().owner();
        return acls.given(request).compose(given -> {
            Optional<String> text = textToKeep(request, acls.of(given, new Parties(owner, owner)), owner);
            return AclRequests.areOn(request, request.bucket())
                    ? store.configure(operation.bucket(), BucketDocument.ACL, text)
                            .compose(changed -> request.answer(200))
                    : request.answer(200);
        });
    }

    Future<Void> putOfObject(S3Request request, ObjectOperation.PutObjectAcl operation) {
        Standing standing = request.bucket();
        return acls.given(request).compose(given -> store.head(operation.target(), Conditions.NONE)
                .compose(object -> {
                    String owner = AclRequests.areOn(request, standing)
                            ? owners.ofObject(object, standing.bucket()).id()
                            : standing.owner();
                    Acl acl = acls.of(given, new Parties(owner, standing.owner()));
                    Optional<String> text = textToKeep(request, acl, owner);
                    return AclRequests.areOn(request, standing)
                            ? store.note(operation.target(), ObjectNotes.ACL, text)
                                    .compose(noted -> request.answer(200))
                            : request.answer(200);
                }));
    }

    private static Optional<String> textToKeep(S3Request request, Acl acl, String owner) {
        AclRequests.requireTaken(request, request.bucket(), acl);
        return ObjectNotes.text(acl, owner);
    }

    private Future<Void> answer(S3Request request, S3Owner owner, Optional<Acl> acl) {
        return request.answerXml("AccessControlPolicy", to -> {
            owner.write(to);
            to.element(
                    "AccessControlList",
                    list -> acl.orElse(Acl.ownedBy(owner.id())).grants().forEach(grant -> write(list, grant)));
        });
    }

    private void write(XmlOut to, Acl.Grant grant) {
        to.element("Grant", entry -> {
            if (grant.grantee() instanceof Grantee.Group group) {
                entry.grantee("Group", grantee -> grantee.element("URI", group.uri()));
            } else if (grant.grantee() instanceof Grantee.Account account) {
                entry.grantee("CanonicalUser", owners.of(account.id())::writeFields);
            }
            entry.element("Permission", grant.permission().name());
        });
    }
}
