package dev.cistern.node.guard;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Asks policies, access control lists and owners whether something may be done. Used by all event loops. */
@FunctionalInterface
public interface BucketAccess {

    /**
     * Decides before the request is served and before its body is read.
     *
     * @return fails with a {@link dev.cistern.node.http.RequestException} that names the missing permission, or with what is
     *     wrong with the bucket
     */
    Future<Leave> admit(Ask ask);

    /**
     * Leave to do what was asked for.
     *
     * @param notes what a new object is to be kept with
     * @param told what is told of a failure: to somebody who may not list the bucket, not which keys there are
     * @param isOwner whether the bucket is the sender's to do everything with
     */
    record Leave(Map<String, String> notes, UnaryOperator<Throwable> told, boolean isOwner) {
        /** For what is about no bucket. */
        public static final Leave PLAIN = new Leave(Map.of(), cause -> cause, true);

        public Leave {
            notes = Map.copyOf(notes);
        }
    }
}
