package dev.cistern.node.s3.wire;

/** A request that S3 refuses. Carries no stack trace. */
public final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final S3Error error;

    public S3Exception(S3Error error) {
        this(error, error.sentence());
    }

    /** @param message what is wrong with this request, and what would be right */
    public S3Exception(S3Error error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public S3Error error() {
        return error;
    }

    /** An argument that cannot be what it is. */
    public static S3Exception argument(String name, String value, String rule) {
        return new S3Exception(S3Error.INVALID_ARGUMENT, name + " '" + value + "' " + rule);
    }
}
