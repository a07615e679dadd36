package dev.cistern.node.api;

import dev.cistern.node.guard.Ask;
import dev.cistern.node.guard.BucketAccess;
import dev.cistern.node.guard.BucketAccess.Leave;
import dev.cistern.node.guard.Guard;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.store.ObjectStore.Contents;
import io.vertx.core.Future;
import java.util.List;

/** Asks whether an operation may be done, before its handler runs and before the body of an object is read. */
final class NativeGate {
    private final BucketAccess access;

    NativeGate(BucketAccess access) {
        this.access = access;
    }

    /** Fails where it may not. */
    Future<Leave> admit(Exchange exchange, Sender sender, NativeOperation operation) {
        Permission permission = operation.permission();
        switch (permission.whose()) {
            case EVERYBODYS -> {}
            case USERS -> Guard.requireUser(sender, permission.what());
            case ADMINISTRATORS -> Guard.requireAdministrator(sender, permission.what());
            case AS_BUCKETS_SAY -> {
                Ask.Subject subject = operation
                        .subject()
                        .orElseThrow(() -> new IllegalStateException(permission + " is asked for on no bucket"));
                return access.admit(new Ask(exchange, sender, List.of(permission.what()), subject))
                        .map(leave -> requireContents(operation, sender, leave));
            }
        }
        return Future.succeededFuture(Leave.PLAIN);
    }

    /** Leave to remove a bucket is none to remove what is in it, which a policy may protect object by object. */
    private static Leave requireContents(NativeOperation operation, Sender sender, Leave leave) {
        if (operation instanceof NativeOperation.DestroyBucket destroy
                && destroy.contents() == Contents.DESTROY
                && !leave.isOwner()) {
            throw RequestException.forbidden(
                    "'" + sender.caller().name() + "' may remove the bucket '" + destroy.bucket()
                            + "' only when it is empty, since its policy rules and the bucket is another's;"
                            + " remove the objects first, and send must_be_empty");
        }
        return leave;
    }
}
