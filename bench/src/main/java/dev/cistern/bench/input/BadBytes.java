package dev.cistern.bench.input;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Bytes that are no proper HTTP: broken bodies, broken heads. */
final class BadBytes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CUT = "/v1/objects/" + InputCommand.BUCKET + "/cut";

    private final Trial trial;
    private final NodeProcess node;

    BadBytes(Trial trial, NodeProcess node) {
        this.trial = trial;
        this.node = node;
    }

    void run() throws IOException {
        shortBody("small", 100, 50);
        shortBody("large", 8 << 20, 5 << 20);
        raw("a garbage request line", "\u0001\u0002 garbage\r\n\r\n", 400);
        raw("a request line with too many words", "GET / HTTP/1.1 and more\r\n\r\n", 400);
        raw("a target of 100 KB", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
        raw("headers of 300 KB", "GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + "b".repeat(300_000) + "\r\n\r\n", 431);
        raw(
                "a Content-Length that is no number",
                "PUT " + CUT + " HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n",
                400);
        raw("a negative Content-Length", "PUT " + CUT + " HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400);
        raw(
                "a broken chunk",
                "PUT " + CUT + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
                400);
    }

    /** The client promises more than it sends; the object must not be, whole or in part. */
    private void shortBody(String size, int promised, int sent) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            connection.sendPutHead(CUT, promised);
            connection.output().write(new byte[sent]);
            connection.finishSending();
            String answer;
            try {
                answer = "answered with " + connection.receive("PUT").status();
            } catch (IOException e) {
                answer = "the connection was closed";
            }
            boolean stored = isThere();
            trial.check(
                    "a " + size + " body shorter than its Content-Length is not stored",
                    !stored && !answer.endsWith(" 200"),
                    answer + (stored ? ", and the object is there" : ", nothing stored"));
        }
    }

    /** What cannot be read as HTTP must be answered with this status, or with an end, and harm nobody. */
    private void raw(String what, String bytes, int status) throws IOException {
        String answer;
        boolean refused;
        try (HttpConnection connection = HttpConnection.open(node.address())) {
            String sent = send(connection, bytes);
            try {
                Response response = connection.receive("GET");
                answer = sent + response.status() + " " + response.text().strip();
                refused = response.status() == status;
            } catch (IOException e) {
                refused = connection.awaitClose(PATIENCE);
                answer = refused ? "no answer; the connection was closed" : "no answer, no end";
            }
        }
        boolean clean = !isThere();
        trial.check(
                String.format(Locale.ROOT, "%s is refused with %d or an end, nothing stored", what, status),
                refused && clean,
                answer);
    }

    private static String send(HttpConnection connection, String bytes) {
        try {
            connection.output().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return "";
        } catch (IOException e) {
            return "cut while sending; ";
        }
    }

    private boolean isThere() throws IOException {
        try (ObjectClient client = new ObjectClient(node.address(), InputCommand.BUCKET)) {
            return client.exchange(Request.of("HEAD", CUT)).status() != 404
                    || client.list(1_000).size() != 1;
        }
    }
}
