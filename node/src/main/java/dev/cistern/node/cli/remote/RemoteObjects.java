package dev.cistern.node.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Buckets and objects of one node. Blocking, usable from any number of threads; nothing is retried here. */
public final class RemoteObjects {
    /** Keeps a page's answer well under a megabyte. */
    private static final int PAGE_LIMIT = 1_000;

    /** For the next bytes of an object. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

    private final NodeClient node;
    private final Freshness freshness;
    private final String version;

    /** What the node may answer with, of a bucket that has a backend. */
    public enum Freshness {
        /** What it has stored. */
        STORED,
        /** What the backend has now. */
        LATEST
    }

    public RemoteObjects(NodeClient node) {
        this(node, Freshness.STORED);
    }

    public RemoteObjects(NodeClient node, Freshness freshness) {
        this(node, freshness, "");
    }

    /** @param version of every object that is read or removed; empty for the latest */
    public RemoteObjects(NodeClient node, Freshness freshness, String version) {
        this.node = node;
        this.freshness = freshness;
        this.version = version;
    }

    /** @throws NodeException {@code NOT_FOUND} where there is no such bucket */
    public void requireBucket(String bucket) {
        HttpHeaders unused = headers("HEAD", new Target(bucket, "").bucketPath());
    }

    /** @throws NodeException {@code NOT_FOUND} where there is no such object */
    public void requireObject(Target object) {
        HttpHeaders unused = headers("HEAD", path(object));
    }

    public ObjectHead head(Target object) {
        return ObjectHead.of(headers("HEAD", path(object)));
    }

    public void delete(Target object) {
        HttpHeaders unused = headers("DELETE", path(object));
    }

    /** Sends an object and returns what the node says it stored. */
    public ObjectHead put(Target object, Upload upload) {
        NodeClient.Sent sent = NodeClient.Sent.streamed(upload.publisher(), upload.lengthBytes());
        return ObjectHead.of(finish(node.exchange("PUT", object.objectPath(), sent, upload.headers())));
    }

    /**
     * Opens an object for reading.
     *
     * @param offset first byte wanted
     * @param ifMatch the ETag that the object must have; empty for any
     */
    public ObjectBody open(Target object, long offset, String ifMatch) {
        Map<String, String> headers = new HashMap<>();
        if (offset > 0) {
            headers.put("Range", "bytes=" + offset + "-");
        }
        if (!ifMatch.isEmpty()) {
            headers.put("If-Match", ifMatch);
        }
        String path = UrlPath.withQuery(
                object.objectPath(), "latest-ver", freshness == Freshness.LATEST ? "true" : "", "version_id", version);
        HttpResponse<InputStream> response = node.exchange("GET", path, NodeClient.Sent.nothing(), headers);
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        long first = response.statusCode() == 206 && range.matches() ? Long.parseLong(range.group(1)) : 0;
        return new ObjectBody(ObjectHead.of(response.headers()), first, new StallGuard(response.body(), LONGEST_WAIT));
    }

    /**
     * One page of what begins with the folder's key.
     *
     * @param delimiter where names are folded; empty for nowhere
     * @param token {@link ObjectPage#next} of the page before; empty for the first
     * @param limit the most entries wanted
     */
    public ObjectPage page(Target prefix, String delimiter, String token, long limit) {
        return page(prefix, delimiter, token, limit, "");
    }

    /** The same, of what the node itself stores where it cannot ask the bucket's backend. */
    public ObjectPage pageOrStored(Target prefix, String delimiter, String token, long limit) {
        return page(prefix, delimiter, token, limit, "stored");
    }

    private ObjectPage page(Target prefix, String delimiter, String token, long limit, String fallback) {
        String most = Long.toString(Math.min(limit, PAGE_LIMIT));
        return ObjectPage.of(node.get(UrlPath.withQuery(
                prefix.bucketPath(),
                "limit",
                most,
                "prefix",
                prefix.key(),
                "delimiter",
                delimiter,
                "continuation_token",
                token,
                "fallback",
                fallback)));
    }

    /** Every object whose key begins with the prefix's, in order, one page in memory at a time. */
    public void forEach(Target prefix, Retry retry, Consumer<ObjectPage.Entry> each) {
        String token = "";
        do {
            String from = token;
            ObjectPage page = retry.call(() -> page(prefix, "", from, PAGE_LIMIT));
            page.entries().forEach(each);
            token = page.next();
        } while (!token.isEmpty());
    }

    /** One page of the versions of what begins with the folder's key, newest first of each key; as the node gives it. */
    public Json versions(Target prefix, String token, long limit) {
        return node.get(UrlPath.withQuery(
                prefix.versionsPath(),
                "limit",
                Long.toString(Math.min(limit, PAGE_LIMIT)),
                "prefix",
                prefix.key(),
                "continuation_token",
                token));
    }

    private String path(Target object) {
        return UrlPath.withQuery(object.objectPath(), "version_id", version);
    }

    private HttpHeaders headers(String method, String path) {
        return finish(node.exchange(method, path, NodeClient.Sent.nothing(), Map.of()));
    }

    private static HttpHeaders finish(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            body.transferTo(OutputStream.nullOutputStream());
            return response.headers();
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "the node's answer broke off: " + e.getMessage());
        }
    }
}
