package dev.cistern.node.s3;

import dev.cistern.node.guard.Ask;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.Guard;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Asks the same owners, policies and lists as S3 does on behalf of the native API, so that one policy rules both. Used by all
 * event loops.
 */
public final class NativeAccess implements BucketAccess {
    private final AccessGate gate;

    public NativeAccess(ObjectStore store, Users users, InstantSource clock) {
        this.gate = new AccessGate(store, new AclRequests(new S3Owners(users)), clock);
    }

    @Override
    public Future<Leave> admit(Ask ask) {
        S3Request request = S3Request.ofNative(ask);
        Future<Void> all = Future.succeededFuture();
        for (String permission : ask.permissions()) {
            all = all.compose(before -> admit(ask, request, permission));
        }
        return all.map(yes -> new Leave(
                request.written(),
                cause -> refusal(
                        gate.told(request, cause), ask, Need.LIST, ask.subject().bucket()),
                isOwner(request)));
    }

    private Future<Void> admit(Ask ask, S3Request request, String permission) {
        Optional<String> key = ask.subject().key();
        Need need = key.map(
                        name -> Need.ofObject(permission, name, ask.subject().version()))
                .orElseGet(() -> Need.ofBucket(permission));
        String resource = key.map(name -> ask.subject().bucket() + "/" + name)
                .orElse(ask.subject().bucket());
        return gate.admit(request, need)
                .recover(cause -> Future.failedFuture(refusal(cause, ask, need.permission(), resource)));
    }

    private static Throwable refusal(Throwable cause, Ask ask, String permission, String resource) {
        if (!(cause instanceof S3Exception refused)) {
            return cause;
        }
        return refused.error() == S3Error.ACCESS_DENIED
                ? Guard.denied(ask.sender(), permission, resource)
                : RequestException.badRequest(String.valueOf(refused.getMessage()));
    }

    /** Whether the caller could give itself every leave there is; in a bucket that all users share, while no policy is set. */
    private static boolean isOwner(S3Request request) {
        Caller caller = request.caller();
        Standing standing = request.bucket();
        return caller.isTrusted()
                || (caller.isUser()
                        && (standing.bucket().owner().isPresent()
                                ? standing.owner().equals(caller.id())
                                : standing.rules().policy().isEmpty()));
    }
}
