package dev.cistern.node.http;

import dev.cistern.conf.load.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Problems with settings as clients see them. */
public final class ProblemsJson {
    private ProblemsJson() {}

    public static JsonArray of(List<Problem> problems) {
        JsonArray json = new JsonArray();
        problems.forEach(problem -> json.add(new JsonObject()
                .put("source", problem.source())
                .put("key", problem.key())
                .put("value", problem.value())
                .put("reason", problem.reason())
                .put("suggestion", problem.suggestion())));
        return json;
    }
}
