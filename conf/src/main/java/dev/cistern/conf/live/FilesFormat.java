package dev.cistern.conf.live;

import dev.cistern.conf.load.FileText;
import dev.cistern.conf.load.FilesRead;
import dev.cistern.conf.load.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** How {@link FilesRead} travels through Vert.x Config, which carries JSON: texts as they are, not parsed. */
final class FilesFormat {
    private FilesFormat() {}

    static JsonObject toJson(FilesRead files) {
        JsonArray texts = new JsonArray();
        files.texts()
                .forEach(file ->
                        texts.add(new JsonObject().put("name", file.name()).put("text", file.text())));
        JsonArray problems = new JsonArray();
        files.problems()
                .forEach(problem -> problems.add(new JsonObject()
                        .put("source", problem.source())
                        .put("reason", problem.reason())
                        .put("suggestion", problem.suggestion())));
        return new JsonObject().put("texts", texts).put("problems", problems);
    }

    static FilesRead fromJson(JsonObject json) {
        List<FileText> texts = new ArrayList<>();
        JsonArray files = json.getJsonArray("texts");
        for (int i = 0; i < files.size(); i++) {
            JsonObject file = files.getJsonObject(i);
            texts.add(new FileText(file.getString("name"), file.getString("text")));
        }
        List<Problem> problems = new ArrayList<>();
        JsonArray unread = json.getJsonArray("problems");
        for (int i = 0; i < unread.size(); i++) {
            JsonObject problem = unread.getJsonObject(i);
            problems.add(new Problem(
                    problem.getString("source"),
                    null,
                    null,
                    problem.getString("reason"),
                    problem.getString("suggestion")));
        }
        return new FilesRead(texts, problems);
    }
}
