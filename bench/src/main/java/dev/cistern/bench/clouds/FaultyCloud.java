package dev.cistern.bench.clouds;

import dev.cistern.bench.http.Md5;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of Amazon's API as a bucket in front of it needs, over sockets of its own, so that answers can end anywhere. One thread
 * serves a connection. Usable from all threads.
 */
final class FaultyCloud implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final String EXPIRED =
            "<?xml version=\"1.0\"?><Error><Code>ExpiredToken</Code><Message>The token has expired.</Message></Error>";
    private static final byte[] NOTHING = new byte[0];

    private final CloudObjects objects;
    private final CloudTokens tokens;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final SplittableRandom random;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile @Nullable CloudFault fault;

    FaultyCloud(CloudObjects objects, CloudTokens tokens, SplittableRandom random) throws IOException {
        this.objects = objects;
        this.tokens = tokens;
        this.random = random;
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** What a bucket of a node is put in front of, by one of the cloud's names. */
    String url(String host) {
        return "s3://cloud/?style=path&endpoint=http://" + host + ":" + server.getLocalPort() + "&credentials_file="
                + tokens.file();
    }

    /** From now on; null for none. */
    void become(@Nullable CloudFault next) {
        fault = next;
        tokens.expire(next == CloudFault.EXPIRED_TOKEN);
    }

    /** Faults done. */
    int faults() {
        return faults.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The run is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            boolean open = true;
            while (open) {
                Optional<Asked> asked = read(in);
                open = asked.isPresent() && answer(socket, asked.get());
            }
        } catch (IOException gone) {
            // The node has closed it.
        } finally {
            sockets.remove(socket);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Asked(String method, String key, Map<String, String> headers, byte[] body) {}

    private static Optional<Asked> read(DataInputStream in) throws IOException {
        String[] line = line(in).split(" ", -1);
        if (line.length < 2) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String path = line[1].replaceAll("\\?.*", "");
        return Optional.of(new Asked(line[0], path.substring(path.lastIndexOf('/') + 1), headers, body));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** @return whether the connection stays open */
    private boolean answer(Socket socket, Asked asked) throws IOException {
        if (!tokens.take(Optional.ofNullable(asked.headers.get("x-amz-security-token")))) {
            faults.incrementAndGet();
            byte[] text = EXPIRED.getBytes(StandardCharsets.UTF_8);
            return send(socket, asked, "400 Bad Request", Map.of("Content-Type", "application/xml"), text);
        }
        CloudFault now = chosen();
        if (now == CloudFault.STORM || now == CloudFault.DEAD) {
            return send(socket, asked, "503 Slow Down", Map.of(), NOTHING);
        }
        if (now == CloudFault.THROTTLED) {
            return send(socket, asked, "429 Too Many Requests", Map.of("Retry-After", "1"), NOTHING);
        }
        if (asked.method.equals("PUT")) {
            return put(socket, asked, now);
        }
        Optional<byte[]> found = objects.get(asked.key);
        if (found.isEmpty()) {
            return send(socket, asked, "404 Not Found", Map.of(), NOTHING);
        }
        if (now == CloudFault.ANSWER_LOST) {
            return lose(socket);
        }
        return now == CloudFault.LIE
                ? give(socket, asked, turned(found.get()), null)
                : give(socket, asked, found.get(), now);
    }

    private @Nullable CloudFault chosen() {
        CloudFault now = fault;
        if (now == null || upTo(CloudFault.CHANCES) >= now.chance()) {
            return null;
        }
        faults.incrementAndGet();
        return now;
    }

    private int upTo(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private byte[] turned(byte[] body) {
        byte[] turned = body.clone();
        turned[upTo(body.length)] ^= 0x10;
        return turned;
    }

    private boolean put(Socket socket, Asked asked, @Nullable CloudFault now) throws IOException {
        // Turned on the way here.
        byte[] body = now == CloudFault.WRONG_CHECKSUM ? turned(asked.body) : asked.body;
        objects.put(asked.key, body);
        if (now == CloudFault.ANSWER_LOST || now == CloudFault.RESET) {
            return lose(socket);
        }
        return send(socket, asked, "200 OK", Map.of("ETag", '"' + Md5.hex(body) + '"'), NOTHING);
    }

    private boolean lose(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        return false;
    }

    private boolean give(Socket socket, Asked asked, byte[] whole, @Nullable CloudFault now) throws IOException {
        String etag = '"' + Md5.hex(whole) + '"';
        if (!asked.headers.getOrDefault("if-match", etag).equals(etag)) {
            return send(socket, asked, "412 Precondition Failed", Map.of(), NOTHING);
        }
        Matcher range = RANGE.matcher(asked.headers.getOrDefault("range", ""));
        if (!range.matches()) {
            return sendBroken(socket, asked, "200 OK", Map.of("ETag", etag), new Piece(whole, now));
        }
        int first = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), whole.length - 1);
        return sendBroken(
                socket,
                asked,
                "206 Partial Content",
                Map.of("ETag", etag, "Content-Range", "bytes " + first + "-" + last + "/" + whole.length),
                new Piece(Arrays.copyOfRange(whole, first, last + 1), now));
    }

    /** A body, and what is done to it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Piece(byte[] bytes, @Nullable CloudFault fault) {}

    private boolean sendBroken(Socket socket, Asked asked, String status, Map<String, String> headers, Piece piece)
            throws IOException {
        byte[] body = piece.bytes;
        CloudFault now = asked.method.equals("HEAD") ? null : piece.fault;
        if (now == null) {
            return send(socket, asked, status, headers, body);
        }
        if (now == CloudFault.WRONG_CHECKSUM) {
            return send(socket, asked, status, headers, turned(body));
        }
        int at = upTo(body.length);
        OutputStream out = socket.getOutputStream();
        out.write(head(status, headers, body.length));
        out.write(body, 0, at);
        out.flush();
        if (now == CloudFault.STALL) {
            int unused = socket.getInputStream().read(); // Until the node gives it up.
        } else if (now == CloudFault.RESET) {
            socket.setSoLinger(true, 0);
        }
        return false;
    }

    private static boolean send(Socket socket, Asked asked, String status, Map<String, String> headers, byte[] body)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(head(status, headers, body.length));
        if (!asked.method.equals("HEAD")) {
            out.write(body);
        }
        out.flush();
        return true;
    }

    private static byte[] head(String status, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
