package dev.cistern.bench.input;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Requests that are HTTP, and still wrong: each must be refused with the right status and a message. */
final class BadRequests {
    private static final String OBJECTS = "/v1/objects/" + InputCommand.BUCKET + "/";
    private static final String BUCKETS = "/v1/buckets/";
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

    private final Trial trial;
    private final NodeProcess node;
    private final List<Case> cases = new ArrayList<>();

    BadRequests(Trial trial, NodeProcess node) {
        this.trial = trial;
        this.node = node;
    }

    void run() throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), InputCommand.BUCKET)) {
            if (client.put("good", Body.of(1, "good", 1, 1_000)) != 200) {
                throw new IOException("a good object was refused");
            }
        }
        buckets();
        keys();
        checksums();
        nothingThere();
        commands();
        for (Case each : cases) {
            check(each);
        }
    }

    private void buckets() {
        List<String> names = List.of(
                "ab",
                "Upper",
                "under_score",
                "-first",
                "last-",
                "two..dots",
                "192.168.1.1",
                "space%20d",
                "a".repeat(64),
                "%C3%BCmlaut");
        for (String name : names) {
            Request create = Request.of("POST", BUCKETS + name).withJson("{\"action\":\"create-bck\"}");
            cases.add(new Case("creating bucket " + shortened(name), 400, create));
            cases.add(new Case("an object in bucket " + shortened(name), 400, put("/v1/objects/" + name + "/k")));
        }
        cases.add(new Case(
                "creating a bucket twice",
                409,
                Request.of("POST", BUCKETS + InputCommand.BUCKET).withJson("{\"action\":\"create-bck\"}")));
    }

    private void keys() {
        cases.add(new Case("a key of 1,025 bytes", 400, put(OBJECTS + "k".repeat(1_025))));
        cases.add(new Case("a key of 1,026 bytes in 342 letters", 400, put(OBJECTS + "%E6%95%B0".repeat(342))));
        cases.add(new Case("an empty key", 400, put(OBJECTS)));
        cases.add(new Case("a broken percent-encoding", 400, put(OBJECTS + "bad%zz")));
        cases.add(new Case("a percent-encoding cut short", 400, put(OBJECTS + "bad%4")));
        cases.add(new Case("a key that is not UTF-8", 400, put(OBJECTS + "bad%C3%28")));
        cases.add(new Case(
                "a broken percent-encoding in the query",
                400,
                Request.get(BUCKETS + InputCommand.BUCKET + "?prefix=%g1")));
    }

    private void checksums() {
        cases.add(new Case(
                "a wrong Content-MD5",
                400,
                put(OBJECTS + "sum").withHeader("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")));
        cases.add(
                new Case("a Content-MD5 that is none", 400, put(OBJECTS + "sum").withHeader("Content-MD5", "short")));
        for (String type : List.of("md5", "crc32c", "sha256", "sha512")) {
            cases.add(new Case("a wrong " + type, 400, summed(type, "00".repeat(type.equals("crc32c") ? 4 : 16))));
        }
        cases.add(new Case("a checksum of an unknown kind", 400, summed("crc7", "00")));
    }

    private void nothingThere() {
        cases.add(new Case("a GET of nothing", 404, Request.get(OBJECTS + "nothing")));
        cases.add(new Case("a HEAD of nothing", 404, Request.of("HEAD", OBJECTS + "nothing")));
        cases.add(new Case("a GET in no bucket", 404, Request.get("/v1/objects/no-such-bucket/k")));
        cases.add(new Case("a PUT into no bucket", 404, put("/v1/objects/no-such-bucket/k")));
        cases.add(new Case("a list of no bucket", 404, Request.get(BUCKETS + "no-such-bucket")));
        cases.add(new Case("a range after the end", 416, ranged("bytes=1000-")));
        cases.add(new Case("a suffix range of nothing", 416, ranged("bytes=-0")));
        cases.add(new Case("a path that is nobody's", 404, Request.get("/v1/nonsense")));
    }

    private void commands() {
        String bucket = BUCKETS + "json-test";
        cases.add(new Case(
                "JSON that is not JSON", 400, Request.of("POST", bucket).withJson("{\"action\": create")));
        cases.add(new Case(
                "JSON of another shape", 400, Request.of("POST", bucket).withJson("[1, 2]")));
        cases.add(new Case("an unknown action", 501, Request.of("POST", bucket).withJson("{\"action\":\"fly\"}")));
        cases.add(
                new Case("a limit that is no number", 400, Request.get(BUCKETS + InputCommand.BUCKET + "?limit=many")));
        cases.add(new Case("a negative limit", 400, Request.get(BUCKETS + InputCommand.BUCKET + "?limit=-1")));
        cases.add(new Case(
                "a forged continuation token",
                400,
                Request.get(BUCKETS + InputCommand.BUCKET + "?continuation_token=***")));
        cases.add(new Case("a method that an object does not take", 405, Request.of("TRACE", OBJECTS + "good")));
        cases.add(new Case(
                "settings that are not JSON",
                400,
                Request.of("PUT", "/v1/settings").withJson("oops")));
        cases.add(new Case(
                "a setting that does not exist",
                400,
                Request.of("PUT", "/v1/settings").withJson("{\"set\":{\"net.http.idle_cons\":\"5\"}}")));
    }

    private void check(Case each) throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), InputCommand.BUCKET)) {
            Response answer = client.exchange(each.request());
            String message =
                    each.request().method().equals("HEAD") ? answer.head().header("hdr-error") : message(answer);
            boolean clear = answer.status() == each.status() && !message.isEmpty();
            List<ObjectClient.Listed> stored = client.list(1_000);
            List<String> buckets = buckets(client);
            boolean clean = stored.size() == 1 && buckets.equals(List.of(InputCommand.BUCKET));
            trial.check(
                    each.what() + " is refused with " + each.status() + ", nothing stored",
                    clear && clean,
                    answer.status() + " " + shortened(message) + (clean ? "" : "; stored: " + buckets + " " + stored));
        }
    }

    private static List<String> buckets(ObjectClient client) throws IOException {
        JsonArray buckets =
                new JsonArray(client.exchange(Request.get("/v1/buckets")).text());
        return buckets.stream()
                .map(each -> ((JsonObject) each).getString("name"))
                .toList();
    }

    private static String message(Response answer) {
        try {
            return new JsonObject(answer.text()).getString("message", "");
        } catch (DecodeException e) {
            return "";
        }
    }

    private static Request put(String target) {
        return Request.put(target, BYTES);
    }

    private static Request summed(String type, String value) {
        return put(OBJECTS + "sum").withHeader("Ais-Checksum-Type", type).withHeader("Ais-Checksum-Value", value);
    }

    private static Request ranged(String range) {
        return Request.get(OBJECTS + "good").withHeader("Range", range);
    }

    private static String shortened(String text) {
        return text.length() <= 100
                ? text
                : String.format(Locale.ROOT, "%s… (%d)", text.substring(0, 60), text.length());
    }

    /** What is sent, and the status it deserves. */
    private record Case(String what, int status, Request request) {}
}
