package dev.cistern.node.s3;

import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.users.User;
import dev.cistern.node.users.Users;
import java.util.Map;

/** Whom buckets, objects and uploads belong to. Used by any thread. */
final class S3Owners {
    private static final S3Owner NODE = new S3Owner(Users.NODE_ID, Users.NODE_ID);

    private final Users users;

    S3Owners(Users users) {
        this.users = users;
    }

    /** A user who was removed goes by the id. */
    S3Owner of(String id) {
        return id.equals(NODE.id())
                ? NODE
                : new S3Owner(id, users.ofId(id).map(User::name).orElse(id));
    }

    S3Owner ofBucket(BucketInfo bucket) {
        return of(idOf(bucket));
    }

    S3Owner ofObject(ObjectInfo object, BucketInfo bucket) {
        return ofKept(object.headers(), bucket);
    }

    /** Where lists do not count, everything is the bucket owner's. */
    S3Owner ofListed(ObjectInfo object, Standing standing) {
        return standing.rules().hasAcls() ? ofObject(object, standing.bucket()) : ofBucket(standing.bucket());
    }

    /** @param headers that an object of the bucket is or will be kept with */
    S3Owner ofKept(Map<String, String> headers, BucketInfo bucket) {
        return of(headers.getOrDefault(ObjectNotes.OWNER, idOf(bucket)));
    }

    /** Who sends a request, while nothing of others' is meant. */
    S3Owner ofCaller(S3Request request) {
        return request.caller().isUser() ? of(request.caller().id()) : NODE;
    }

    boolean isAccount(String id) {
        return id.equals(NODE.id()) || users.ofId(id).isPresent();
    }

    static String idOf(BucketInfo bucket) {
        return bucket.owner().orElse(NODE.id());
    }
}
