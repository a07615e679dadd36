package dev.cistern.node.s3;

import dev.cistern.node.http.Failure;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.StoreException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The one place where failures become S3's error codes and statuses. */
final class S3Failures {
    /** What Amazon's sentence says all about. */
    private static final Set<S3Error> SAID =
            EnumSet.of(S3Error.INTERNAL, S3Error.KEY_REQUIRED, S3Error.KEY_WRONG, S3Error.KEY_NEEDLESS);

    private S3Failures() {}

    /** What is not the client's business stays a generic {@code InternalError}. */
    static Failure explain(Throwable cause) {
        if (cause instanceof S3Exception refused) {
            return failure(refused.error(), String.valueOf(refused.getMessage()));
        }
        if (cause instanceof StoreException failed) {
            // A body stream that failed tells the store why.
            if (failed.getCause() instanceof S3Exception refused) {
                return explain(refused);
            }
            return explain(failed);
        }
        if (cause instanceof RequestException refused) {
            S3Error error =
                    switch (refused.status()) {
                        case 403 -> S3Error.ACCESS_DENIED;
                        case 413 -> S3Error.MAX_MESSAGE_LENGTH;
                        default -> S3Error.INVALID_URI;
                    };
            return failure(error, String.valueOf(refused.getMessage()));
        }
        return failure(S3Error.INTERNAL, S3Error.INTERNAL.sentence());
    }

    private static Failure explain(StoreException failed) {
        S3Error error = error(failed.code());
        boolean said = SAID.contains(error) || failed.code().kind() == StoreException.Kind.NOT_FOUND;
        return failure(error, said ? error.sentence() : error.sentence() + " (" + failed.getMessage() + ")");
    }

    private static Failure failure(S3Error error, String message) {
        return new Failure(error.status(), error.code(), message, List.of());
    }

    private static S3Error error(StoreException.Code code) {
        return switch (code) {
            case INVALID_BUCKET_NAME -> S3Error.INVALID_BUCKET_NAME;
            case INVALID_KEY -> S3Error.KEY_TOO_LONG;
            case INVALID_ARGUMENT -> S3Error.INVALID_REQUEST;
            case INCOMPLETE_BODY -> S3Error.INCOMPLETE_BODY;
            case CHECKSUM_MISMATCH -> S3Error.BAD_DIGEST;
            case SIGNED_CHECKSUM_MISMATCH -> S3Error.CONTENT_SHA256_MISMATCH;
            case TOO_LARGE -> S3Error.ENTITY_TOO_LARGE;
            case PART_TOO_SMALL -> S3Error.ENTITY_TOO_SMALL;
            case INVALID_PART -> S3Error.INVALID_PART;
            case INVALID_PART_ORDER -> S3Error.INVALID_PART_ORDER;
            case RANGE_NOT_SATISFIABLE -> S3Error.INVALID_RANGE;
            case KEY_REQUIRED -> S3Error.KEY_REQUIRED;
            case KEY_WRONG -> S3Error.KEY_WRONG;
            case KEY_NEEDLESS -> S3Error.KEY_NEEDLESS;
            case NO_SUCH_BUCKET -> S3Error.NO_SUCH_BUCKET;
            case NO_SUCH_OBJECT -> S3Error.NO_SUCH_KEY;
            case NO_SUCH_VERSION -> S3Error.NO_SUCH_VERSION;
            case IS_DELETE_MARKER -> S3Error.METHOD_NOT_ALLOWED;
            case NOT_LOCKABLE -> S3Error.MISSING_OBJECT_LOCK;
            case LOCKED -> S3Error.ACCESS_DENIED;
            case INVALID_BUCKET_STATE -> S3Error.INVALID_BUCKET_STATE;
            case NO_SUCH_UPLOAD -> S3Error.NO_SUCH_UPLOAD;
            case BUCKET_EXISTS -> S3Error.BUCKET_ALREADY_OWNED;
            case BUCKET_NOT_EMPTY -> S3Error.BUCKET_NOT_EMPTY;
            case PRECONDITION_FAILED -> S3Error.PRECONDITION_FAILED;
            case NOT_MODIFIED -> S3Error.NOT_MODIFIED;
            case READ_ONLY -> S3Error.METHOD_NOT_ALLOWED;
            case BUSY -> S3Error.SLOW_DOWN;
            case CLOSED, DISK_FAILED, TOO_MANY_FILES, MASTER_KEY_UNUSABLE -> S3Error.SERVICE_UNAVAILABLE;
            case NO_MAJORITY, OUTCOME_UNKNOWN, NO_COPY -> S3Error.SERVICE_UNAVAILABLE;
            case BACKEND_FAILED, BACKEND_LOOP -> S3Error.BACKEND_FAILED;
            case BACKEND_TIMEOUT -> S3Error.BACKEND_TIMEOUT;
            case NO_SPACE -> S3Error.NO_SPACE;
            case CORRUPT, INTERNAL -> S3Error.INTERNAL;
        };
    }
}
