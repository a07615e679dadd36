package dev.cistern.bench.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Asks nodes for small objects, with a limit, since some of them are stopped. Usable from all threads. */
final class ObjectVoice {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** There was nobody to send it to. */
    private static final String NOT_SENT = "not sent";

    private final Site site;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    ObjectVoice(Site site) {
        this.site = site;
    }

    /**
     * What came back.
     *
     * @param status 0 for nothing
     * @param etag in its quotes; empty for none
     */
    record Answer(int status, String body, String etag) {

        boolean isDone() {
            return status == 200 || status == 204;
        }

        /** Its condition did not hold, or nothing was there. */
        boolean isUnmet() {
            return status == 412 || status == 404;
        }

        /** Nothing was done for certain. */
        boolean isRefused() {
            return body.contains("NO_MAJORITY") || body.equals(NOT_SENT);
        }
    }

    /**
     * @param target behind the node's address, from its slash on
     * @param body empty for none
     */
    Answer ask(String node, String method, String target, String body, Map<String, String> headers)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.url(node) + target))
                .timeout(LIMIT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("ETag").orElse(""));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Answer(0, NOT_SENT, "");
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e), "");
        }
    }
}
