package dev.cistern.bench.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One keep-alive HTTP/1.1 connection on a blocking socket: cheap for the machine under test, and open at the seams, so
 * that a caller can also send what no client should. Confined to one thread, but for {@link #close}.
 */
public final class HttpConnection implements Closeable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int LINE_CHARS_MAX = 64 * 1024;
    private static final int BODY_BYTES_MAX = 64 << 20;
    /** A body up to this size leaves in one piece with its head. */
    private static final int BODY_BYTES_JOINED = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean reusable = true;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    public static HttpConnection open(InetSocketAddress to) throws IOException {
        return open(to, 0);
    }

    /** Opens with a receive buffer of this size, 0 for the system's choice; a small one makes a slow reader felt. */
    public static HttpConnection open(InetSocketAddress to, int receiveBytes) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) READ_LIMIT.toMillis());
            socket.connect(to, (int) CONNECT_LIMIT.toMillis());
            return new HttpConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Speaks over a socket that is connected already. */
    public static HttpConnection over(Socket connected) throws IOException {
        return new HttpConnection(connected);
    }

    /** Whether another request may be sent: false once the server has announced that it closes. */
    public boolean isReusable() {
        return reusable;
    }

    /** Sends a request and reads the whole response. */
    public Response exchange(Request request) throws IOException {
        send(request);
        return receive(request.method());
    }

    /** Makes one small request, so that the server has served this connection; fails unless the answer is 200. */
    public void touch() throws IOException {
        Response answer = exchange(Request.get("/_health/live"));
        if (answer.status() != 200) {
            throw new IOException("the node answered " + answer.status() + ": " + answer.text());
        }
    }

    /** Sends a request. */
    public void send(Request request) throws IOException {
        byte[] head = head(request.method(), request.target(), request.headers(), request.body().length);
        if (request.body().length > BODY_BYTES_JOINED) {
            out.write(head);
            out.write(request.body());
            return;
        }
        byte[] all = new byte[head.length + request.body().length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(request.body(), 0, all, head.length, request.body().length);
        out.write(all);
    }

    /** Sends the head of a PUT whose body the caller then writes to {@link #output}. */
    public void sendPutHead(String target, long length) throws IOException {
        out.write(head("PUT", target, Map.of(), length));
    }

    public OutputStream output() {
        return out;
    }

    private byte[] head(String method, String target, Map<String, String> headers, long length) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
        head.append(socket.getPort()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (length > 0 || method.equals("PUT") || method.equals("POST")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a whole response to a request of this method. */
    public Response receive(String method) throws IOException {
        ResponseHead head = receiveHead();
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new Response(head, new byte[0]);
        }
        return new Response(head, readBody(head));
    }

    /** Reads status and headers, passing over interim responses. */
    public ResponseHead receiveHead() throws IOException {
        ResponseHead head = readHead();
        while (head.status() / 100 == 1) {
            head = readHead();
        }
        if (head.announcesClose()) {
            reusable = false;
        }
        return head;
    }

    private ResponseHead readHead() throws IOException {
        String line = readLine();
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("no HTTP/1.1 status line: '" + line + "'");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
        }
        return new ResponseHead(status, headers);
    }

    private byte[] readBody(ResponseHead head) throws IOException {
        if (head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
            return readChunks();
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            return in.readNBytes(BODY_BYTES_MAX);
        }
        int bytes = Integer.parseInt(length);
        if (bytes > BODY_BYTES_MAX) {
            throw new IOException("a body of " + bytes + " bytes is not read into memory");
        }
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new EOFException("the body ended after " + body.length + " of " + bytes + " bytes");
        }
        return body;
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            byte[] chunk = in.readNBytes(size);
            if (chunk.length < size || !readLine().isEmpty() || body.size() > BODY_BYTES_MAX) {
                throw new EOFException("a broken chunk after " + body.size() + " bytes");
            }
            body.writeBytes(chunk);
        }
        String trailer = readLine();
        while (!trailer.isEmpty()) {
            trailer = readLine();
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
    }

    /** Body bytes as they come; the caller stops at the length that the head gives. */
    public int readSome(byte[] into, int most) throws IOException {
        int read = in.read(into, 0, most);
        if (read < 0) {
            throw new EOFException("the connection ended within a body");
        }
        return read;
    }

    /** Reads a whole response and drops its body; its head. The body has a length, but for a 204, which has none. */
    public ResponseHead receiveAndDrop(byte[] piece) throws IOException {
        ResponseHead head = receiveHead();
        if (head.status() == 204) {
            return head;
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            throw new IOException("status " + head.status() + " without a length");
        }
        long left = Long.parseLong(length);
        while (left > 0) {
            left -= readSome(piece, (int) Math.min(piece.length, left));
        }
        return head;
    }

    /** Whether the server has closed between two requests; takes a millisecond where it has not. */
    public boolean hasEnded() throws IOException {
        socket.setSoTimeout(1);
        try {
            in.mark(1);
            boolean ended = in.read() < 0;
            in.reset();
            return ended;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout((int) READ_LIMIT.toMillis());
            }
        }
    }

    /** Waits until the server closes; false when it has not within the limit. Bytes that come before are dropped. */
    public boolean awaitClose(Duration limit) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
        try {
            int read = in.read();
            while (read >= 0) {
                read = in.read();
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(
                        line.size() == 0 ? "the server closed the connection" : "the connection ended within a line");
            }
            if (line.size() > LINE_CHARS_MAX) {
                throw new IOException("a line of more than " + LINE_CHARS_MAX + " bytes");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** Ends the sending side; what the server answers can still be read. */
    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        reusable = false;
        socket.close();
    }
}
