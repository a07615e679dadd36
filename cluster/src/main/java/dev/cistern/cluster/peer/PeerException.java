package dev.cistern.cluster.peer;

import io.vertx.core.json.JsonObject;

/** A peer answered, and would not. Has no stack trace. */
public final class PeerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonObject body;

    PeerException(int status, JsonObject body) {
        super(body.getString("message", "answered with status " + status), null, false, false);
        this.status = status;
        this.body = body;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A stable name; empty when there is none. */
    public String code() {
        return body.getString("code", "");
    }

    /** All that it answered. */
    public JsonObject body() {
        return body;
    }
}
