package dev.cistern.node.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the store did not do what it was asked. Expected failures carry no stack trace. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final transient @Nullable ObjectInfo marker;

    public StoreException(Code code, String message) {
        this(code, message, (Throwable) null);
    }

    public StoreException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause, false, code.kind == Kind.BUG || code.kind == Kind.CORRUPT);
        this.code = code;
        this.marker = null;
    }

    private StoreException(Code code, String message, ObjectInfo marker) {
        super(message, null, false, false);
        this.code = code;
        this.marker = marker;
    }

    /** There is no object, because its latest version is a delete marker. */
    public static StoreException deleted(ObjectInfo marker) {
        return new StoreException(Code.NO_SUCH_OBJECT, "object " + marker.name() + " was deleted", marker);
    }

    /** The version named is a delete marker. */
    public static StoreException isMarker(ObjectInfo marker) {
        return new StoreException(
                Code.IS_DELETE_MARKER,
                "version " + marker.versionId() + " of " + marker.name() + " is a delete marker",
                marker);
    }

    public Code code() {
        return code;
    }

    /** Whether nothing of what was asked for was done, or will be; else nobody knows. */
    public boolean isCertain() {
        return switch (code.kind) {
            case CALLER, NOT_FOUND, CONFLICT, BUSY -> true;
            case UNAVAILABLE -> code == Code.NO_MAJORITY || code == Code.NO_COPY;
            case CORRUPT, BUG -> false;
        };
    }

    /** The delete marker that was met. */
    public Optional<ObjectInfo> marker() {
        return Optional.ofNullable(marker);
    }

    /** Whose fault a failure is, and whether to try again. */
    public enum Kind {
        /** The request is wrong: the same request will fail again. */
        CALLER,
        NOT_FOUND,
        CONFLICT,
        /** Too much at once: try again later. */
        BUSY,
        /** The node cannot do it now. */
        UNAVAILABLE,
        CORRUPT,
        BUG
    }

    /** Every way the store can fail. */
    public enum Code {
        INVALID_BUCKET_NAME(Kind.CALLER),
        INVALID_KEY(Kind.CALLER),
        INVALID_ARGUMENT(Kind.CALLER),
        INCOMPLETE_BODY(Kind.CALLER),
        CHECKSUM_MISMATCH(Kind.CALLER),
        /** The body is not the one that the request's signature was made for. */
        SIGNED_CHECKSUM_MISMATCH(Kind.CALLER),
        TOO_LARGE(Kind.CALLER),
        /** A part that is not the last has less than the least size of a part. */
        PART_TOO_SMALL(Kind.CALLER),
        /** A part named is not there, or is another than the one named. */
        INVALID_PART(Kind.CALLER),
        INVALID_PART_ORDER(Kind.CALLER),
        RANGE_NOT_SATISFIABLE(Kind.CALLER),
        /** The object is encrypted with a key of its client, and the request came without. */
        KEY_REQUIRED(Kind.CALLER),
        /** The object is encrypted with another key than the one that came with the request. */
        KEY_WRONG(Kind.CALLER),
        /** A key came with the request, and the object is not encrypted with a key of its client. */
        KEY_NEEDLESS(Kind.CALLER),
        NO_SUCH_BUCKET(Kind.NOT_FOUND),
        NO_SUCH_OBJECT(Kind.NOT_FOUND),
        NO_SUCH_VERSION(Kind.NOT_FOUND),
        NO_SUCH_UPLOAD(Kind.NOT_FOUND),
        /** The version named is a delete marker, which can only be removed. */
        IS_DELETE_MARKER(Kind.CALLER),
        /** Objects of this bucket cannot be locked. */
        NOT_LOCKABLE(Kind.CALLER),
        /** A version is retained or held, so that it can neither be removed nor be locked less. */
        LOCKED(Kind.CONFLICT),
        /** The bucket cannot be configured so as long as it is as it is. */
        INVALID_BUCKET_STATE(Kind.CONFLICT),
        BUCKET_EXISTS(Kind.CONFLICT),
        BUCKET_NOT_EMPTY(Kind.CONFLICT),
        PRECONDITION_FAILED(Kind.CONFLICT),
        NOT_MODIFIED(Kind.CONFLICT),
        /** The bucket's objects come from a backend that is not written to. */
        READ_ONLY(Kind.CALLER),
        BUSY(Kind.BUSY),
        /** The backend of a bucket cannot be reached, answers with an error, or broke off. */
        BACKEND_FAILED(Kind.UNAVAILABLE),
        /** The backend of a bucket does not answer in time. */
        BACKEND_TIMEOUT(Kind.UNAVAILABLE),
        /** The backends of buckets lead to one another in a circle, or there are too many of them in a row. */
        BACKEND_LOOP(Kind.CALLER),
        /** The disk has less room than the settings keep free. */
        NO_SPACE(Kind.UNAVAILABLE),
        /** The disk failed; what was not acknowledged by then is not believed any more. */
        DISK_FAILED(Kind.UNAVAILABLE),
        /** The process has as many files and connections open as it may; it can again when some are closed. */
        TOO_MANY_FILES(Kind.UNAVAILABLE),
        /** The key of the node that the object needs is missing or damaged. */
        MASTER_KEY_UNUSABLE(Kind.UNAVAILABLE),
        /** Too few members of the cluster can be reached to store the bytes, or none that has them. */
        NO_COPY(Kind.UNAVAILABLE),
        /** No majority of the cluster's nodes agreed in time; nothing was done. */
        NO_MAJORITY(Kind.UNAVAILABLE),
        /** The cluster did not answer in time: nobody knows whether the change was made, or will be. */
        OUTCOME_UNKNOWN(Kind.UNAVAILABLE),
        /** The store is stopping. */
        CLOSED(Kind.UNAVAILABLE),
        /** Stored bytes do not match their checksum. */
        CORRUPT(Kind.CORRUPT),
        INTERNAL(Kind.BUG);

        private final Kind kind;

        Code(Kind kind) {
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }
}
