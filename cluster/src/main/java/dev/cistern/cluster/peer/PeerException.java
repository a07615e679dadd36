package dev.cistern.cluster.peer;

import dev.cistern.conf.load.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

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

    /** Problems with settings, one by one; empty where the refusal is of another kind. */
    public List<Problem> problems() {
        JsonArray json = body.getJsonArray("problems", new JsonArray());
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            JsonObject one = json.getJsonObject(i);
            problems.add(new Problem(
                    one.getString("source", ""),
                    one.getString("key"),
                    one.getString("value"),
                    one.getString("reason", ""),
                    one.getString("suggestion", "")));
        }
        return problems;
    }

    /** All that it answered. */
    public JsonObject body() {
        return body;
    }
}
