package dev.cistern.node.http;

/** A request that is refused before it reaches the store. Carries no stack trace. */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private RequestException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The request is not well formed, or names something that does not exist. */
    public static RequestException badRequest(String message) {
        return new RequestException(400, "BAD_REQUEST", message);
    }

    /** Who asks has yet to say who they are. */
    public static RequestException unauthorized(String message) {
        return new RequestException(401, "UNAUTHORIZED", message);
    }

    public static RequestException forbidden(String message) {
        return new RequestException(403, "FORBIDDEN", message);
    }

    public static RequestException noSuchResource(String message) {
        return new RequestException(404, "NO_SUCH_RESOURCE", message);
    }

    public static RequestException methodNotAllowed(String message) {
        return new RequestException(405, "METHOD_NOT_ALLOWED", message);
    }

    public static RequestException bodyTooLarge(String message) {
        return new RequestException(413, "BODY_TOO_LARGE", message);
    }

    /** The operation exists elsewhere but not here. */
    public static RequestException notImplemented(String message) {
        return new RequestException(501, "NOT_IMPLEMENTED", message);
    }

    /** There is too much to do at the moment. */
    public static RequestException busy(String message) {
        return new RequestException(503, "BUSY", message);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
