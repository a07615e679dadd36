package dev.cistern.node.http;

import dev.cistern.cluster.ClusterException;
import dev.cistern.cluster.peer.PeerException;
import dev.cistern.conf.live.ChangeRefusedException;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.node.store.StoreException;
import java.util.List;

/**
 * How a failure is told to a client. The one place where errors become HTTP statuses.
 *
 * @param status HTTP status
 * @param code a stable name
 * @param message what is wrong, and what would be right
 * @param problems with settings, one by one; empty for every other failure
 */
public record Failure(int status, String code, String message, List<Problem> problems) {

    private Failure(int status, String code, String message) {
        this(status, code, message, List.of());
    }

    /** What a failure means to the client; what is not its business stays a generic 500. */
    public static Failure of(Throwable cause) {
        if (cause instanceof RequestException refused) {
            return new Failure(refused.status(), refused.code(), String.valueOf(refused.getMessage()));
        }
        if (cause instanceof StoreException failed) {
            return new Failure(status(failed.code()), failed.code().name(), String.valueOf(failed.getMessage()));
        }
        if (cause instanceof InvalidSettingsException invalid) {
            return new Failure(
                    400, "INVALID_SETTINGS", "nothing was changed: " + invalid.getMessage(), invalid.problems());
        }
        if (cause instanceof ChangeRefusedException refused) {
            return new Failure(409, "CHANGE_REFUSED", String.valueOf(refused.getMessage()));
        }
        if (cause instanceof ClusterException refused) {
            return new Failure(refused.code().status(), refused.code().name(), String.valueOf(refused.getMessage()));
        }
        if (cause instanceof PeerException answered) {
            return of(answered);
        }
        return new Failure(500, "INTERNAL", "the node failed to serve this request; its log says why");
    }

    /** What another node said when it was asked on behalf of the client. */
    private static Failure of(PeerException answered) {
        String code = answered.code();
        List<Problem> problems = answered.problems();
        return new Failure(
                answered.status(),
                code.isEmpty() ? "PEER_FAILED" : code,
                String.valueOf(answered.getMessage()),
                problems);
    }

    /** Whether the node, not the client, is at fault; asking for what there is not is no fault of the node. */
    public boolean isOurs() {
        return status >= 500 && status != 501;
    }

    private static int status(StoreException.Code code) {
        return switch (code) {
            case INVALID_BUCKET_NAME, INVALID_KEY, INVALID_ARGUMENT, INCOMPLETE_BODY -> 400;
            case CHECKSUM_MISMATCH, SIGNED_CHECKSUM_MISMATCH -> 400;
            case PART_TOO_SMALL, INVALID_PART, INVALID_PART_ORDER -> 400;
            case KEY_REQUIRED, KEY_NEEDLESS -> 400;
            case KEY_WRONG -> 403;
            case NOT_MODIFIED -> 304;
            case NOT_LOCKABLE -> 400;
            case LOCKED -> 403;
            case NO_SUCH_BUCKET, NO_SUCH_OBJECT, NO_SUCH_VERSION, NO_SUCH_UPLOAD -> 404;
            case READ_ONLY, IS_DELETE_MARKER -> 405;
            case BUCKET_EXISTS, BUCKET_NOT_EMPTY, INVALID_BUCKET_STATE -> 409;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE -> 413;
            case RANGE_NOT_SATISFIABLE -> 416;
            case BUSY,
                    CLOSED,
                    DISK_FAILED,
                    TOO_MANY_FILES,
                    MASTER_KEY_UNUSABLE,
                    NO_MAJORITY,
                    OUTCOME_UNKNOWN,
                    NO_COPY -> 503;
            case BACKEND_FAILED -> 502;
            case BACKEND_TIMEOUT -> 504;
            case NO_SPACE -> 507;
            case BACKEND_LOOP -> 508;
            case CORRUPT, INTERNAL -> 500;
        };
    }
}
