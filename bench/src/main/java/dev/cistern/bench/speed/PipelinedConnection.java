package dev.cistern.bench.speed;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A keep-alive connection that does with answers the least that can be done: to count those that are well. Confined to one thread. */
final class PipelinedConnection implements Closeable {
    private static final Duration READ_LIMIT = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Socket socket;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    private PipelinedConnection(Socket socket) {
        this.socket = socket;
    }

    static PipelinedConnection open(InetSocketAddress node) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) READ_LIMIT.toMillis());
        try {
            socket.connect(node);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new PipelinedConnection(socket);
    }

    /** Sends requests that are as long together. */
    void send(byte[] requests, int length) throws IOException {
        socket.getOutputStream().write(requests, 0, length);
    }

    /** Reads an answer and drops its body, whose length it names; fails unless its status is one of success. */
    void receive() throws IOException {
        int headEnd = headEnd(in);
        while (headEnd < 0) {
            fill();
            headEnd = headEnd(in);
        }
        long left = isWithoutBody(in) ? 0 : length(in, headEnd);
        if (in.get(in.position() + STATUS_AT) != '2' || left < 0) {
            throw new IOException("not answered well: "
                    + new String(in.array(), in.position(), in.remaining(), StandardCharsets.UTF_8));
        }
        in.position(headEnd);
        while (left > in.remaining()) {
            left -= in.remaining();
            in.position(in.limit());
            fill();
        }
        in.position(in.position() + (int) left);
    }

    private void fill() throws IOException {
        in.compact();
        if (!in.hasRemaining()) {
            throw new IOException("a head of more than " + BUFFER_BYTES + " bytes");
        }
        int read = socket.getInputStream().read(in.array(), in.position(), in.remaining());
        if (read < 0) {
            throw new EOFException("the node closed the connection");
        }
        in.position(in.position() + read).flip();
    }

    private static boolean isWithoutBody(ByteBuffer in) {
        int status = in.position() + STATUS_AT;
        return in.get(status) == '2' && in.get(status + 1) == '0' && in.get(status + 2) == '4';
    }

    /** Where the body begins; -1 where the head is not whole yet. */
    static int headEnd(ByteBuffer in) {
        for (int at = in.position(); at + 3 < in.limit(); at++) {
            if (in.get(at) == '\r' && in.get(at + 1) == '\n' && in.get(at + 2) == '\r' && in.get(at + 3) == '\n') {
                return at + 4;
            }
        }
        return -1;
    }

    /** The length that a head names; -1 where it names none. */
    static long length(ByteBuffer in, int headEnd) {
        for (int at = in.position(); at < headEnd; at++) {
            if (in.get(at) == '\n' && isLength(in, at + 1)) {
                long length = 0;
                int digit = at + 1 + LENGTH.length;
                while (in.get(digit) == ' ') {
                    digit++;
                }
                for (; in.get(digit) >= '0' && in.get(digit) <= '9'; digit++) {
                    length = length * 10 + in.get(digit) - '0';
                }
                return length;
            }
        }
        return -1;
    }

    private static boolean isLength(ByteBuffer in, int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (at + i >= in.limit() || Character.toLowerCase(in.get(at + i)) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
