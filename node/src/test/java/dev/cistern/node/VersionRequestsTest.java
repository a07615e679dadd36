package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions over the native API, and the command line, against a real node. */
final class VersionRequestsTest {
    private final RunningNode node;

    VersionRequestsTest(@TempDir Path folder) throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("bbb");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String body) throws Exception {
        return node.send(method, path, bytes(body));
    }

    private String put(String key, String body) throws Exception {
        HttpResponse<byte[]> put = send("PUT", "/v1/objects/bbb/" + key, body);
        assertThat(put.statusCode()).isEqualTo(200);
        return put.headers().firstValue("Cistern-Version-Id").orElse("");
    }

    private String set(String action) throws Exception {
        HttpResponse<byte[]> set = send("PUT", "/v1/versions/bbb", "{\"action\":\"" + action + "\"}");
        return new JsonObject(text(set)).getString("versioning", text(set));
    }

    private JsonObject list(String query) throws Exception {
        HttpResponse<byte[]> list = send("GET", "/v1/versions/bbb" + query, "");
        assertThat(list.statusCode()).as(text(list)).isEqualTo(200);
        return new JsonObject(text(list));
    }

    private static List<String> ids(JsonArray entries) {
        return entries.stream()
                .map(entry -> ((JsonObject) entry).getString("version_id"))
                .toList();
    }

    @Test
    void versionsAreKeptListedReadAndRemoved() throws Exception {
        assertThat(put("k", "before")).isEmpty();
        assertThat(set("enable")).isEqualTo("enabled");
        String id = put("k", "after");
        HttpResponse<byte[]> deleted = send("DELETE", "/v1/objects/bbb/k", "");
        String marker = deleted.headers().firstValue("Cistern-Version-Id").orElse("");

        assertThat(deleted.headers().firstValue("Cistern-Delete-Marker")).contains("true");
        JsonObject all = list("");
        assertThat(ids(all.getJsonArray("entries"))).containsExactly(marker, id, "null");
        assertThat(all.getJsonArray("entries").getJsonObject(0).getBoolean("delete_marker"))
                .isTrue();
        JsonObject page = list("?limit=1&prefix=k");
        JsonObject next = list("?limit=5&continuation_token=" + page.getString("continuation_token"));
        assertThat(ids(next.getJsonArray("entries"))).containsExactly(id, "null");
        assertThat(next.getString("continuation_token")).isEmpty();

        assertThat(text(send("GET", "/v1/objects/bbb/k?version_id=null", ""))).isEqualTo("before");
        assertThat(send("GET", "/v1/objects/bbb/k", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/objects/bbb/k?version_id=" + marker, "").statusCode())
                .isEqualTo(405);
        assertThat(send("GET", "/v1/objects/bbb/k?version_id=x", "").statusCode())
                .isEqualTo(400);
        assertThat(send("DELETE", "/v1/objects/bbb/k?version_id=" + marker, "").statusCode())
                .isEqualTo(204);
        assertThat(text(send("GET", "/v1/objects/bbb/k", ""))).isEqualTo("after");
        assertThat(send("DELETE", "/v1/objects/bbb/k?version_id=" + marker, "").statusCode())
                .isEqualTo(404);
        assertThat(set("suspend")).isEqualTo("suspended");
        assertThat(new JsonArray(text(send("GET", "/v1/buckets", "")))
                        .getJsonObject(0)
                        .getString("versioning"))
                .isEqualTo("suspended");
        assertThat(send("PUT", "/v1/versions/bbb", "{\"action\":\"off\"}").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", "/v1/versions/none", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/versions/bbb?continuation_token=%21", "").statusCode())
                .isEqualTo(400);
    }
}
