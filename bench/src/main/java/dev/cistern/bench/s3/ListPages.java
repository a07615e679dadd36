package dev.cistern.bench.s3;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for pages of a bucket, in S3's second form, over one connection. Confined to one thread. */
final class ListPages implements Closeable {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final Pattern PREFIX = Pattern.compile("<CommonPrefixes><Prefix>([^<]*)</Prefix></CommonPrefixes>");
    private static final Pattern NEXT = Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");

    private final HttpConnection connection;
    private final String bucket;

    ListPages(InetSocketAddress node, String bucket) throws IOException {
        this.connection = HttpConnection.open(node);
        this.bucket = bucket;
    }

    /**
     * One page.
     *
     * @param next where the following one begins, empty for the last
     */
    record Page(List<String> keys, List<String> prefixes, String next) {}

    /** @param query of the listing, encoded, such as {@code prefix=a&max-keys=10} */
    Page page(String query) throws IOException {
        String text = text(query);
        Matcher next = NEXT.matcher(text);
        return new Page(all(KEY, text), all(PREFIX, text), next.find() ? next.group(1) : "");
    }

    /** The time from asking for a page until all of it is there. */
    long nanos(String query) throws IOException {
        long start = System.nanoTime();
        String unused = text(query);
        return System.nanoTime() - start;
    }

    private String text(String query) throws IOException {
        Response response = connection.exchange(Request.get("/" + bucket + "?list-type=2&" + query));
        if (response.status() != 200) {
            throw new IOException("a page gave " + response.status() + ": " + response.text());
        }
        return response.text();
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
