package dev.cistern.bench.speed;

import dev.cistern.bench.http.Body;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Requests for small objects that are told apart by numbers. The keys of numbers that follow each other are scattered evenly over
 * all keys there can be, and no two are alike, so that no list of them is needed to name any. Confined to one thread.
 */
final class ScaleRequests {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_CHARS = 16;

    private final long seed;
    private final byte[] body;
    private final byte[] end;
    private final byte[] putEnd;
    private final byte[] put;
    private final byte[] get;
    private final byte[] delete;
    private final byte[] list;
    private final byte[] listEnd;

    /**
     * @param port of the node, on this machine
     * @param bodyBytes of each object
     * @param pageKeys of each page of a listing
     */
    ScaleRequests(String bucket, int port, long seed, int bodyBytes, int pageKeys) {
        this.seed = seed;
        this.body = new byte[bodyBytes];
        String host = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
        this.end = ascii(host + "\r\n");
        this.putEnd = ascii(host + "Content-Length: " + bodyBytes + "\r\n\r\n");
        String object = " /v1/objects/" + bucket + "/";
        this.put = ascii("PUT" + object);
        this.get = ascii("GET" + object);
        this.delete = ascii("DELETE" + object);
        this.list = ascii("GET /v1/buckets/" + bucket + "?start_after=");
        this.listEnd = ascii("&limit=" + pageKeys + host + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes of an object. */
    Body body(long number) {
        return new Body(scattered(seed ^ number), body.length);
    }

    /** Stores the object of a number. */
    void put(long number, ByteBuffer into) {
        body(number).fill(0, body);
        into.put(put);
        putKey(scattered(number), into);
        into.put(putEnd).put(body);
    }

    void get(long number, ByteBuffer into) {
        into.put(get);
        putKey(scattered(number), into);
        into.put(end);
    }

    void delete(long number, ByteBuffer into) {
        into.put(delete);
        putKey(scattered(number), into);
        into.put(end);
    }

    /** A page that begins behind a place among all keys. */
    void list(long place, ByteBuffer into) {
        into.put(list);
        putKey(place, into);
        into.put(listEnd);
    }

    /** The key of a number. */
    static String key(long number) {
        ByteBuffer key = ByteBuffer.allocate(KEY_CHARS);
        putKey(scattered(number), key);
        return new String(key.array(), StandardCharsets.US_ASCII);
    }

    private static void putKey(long place, ByteBuffer into) {
        for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
            into.put(DIGITS[(int) (place >>> shift) & 15]);
        }
    }

    /** Splitmix64's last step: one to one. */
    static long scattered(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
