package dev.cistern.net.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client on a plain socket: what it sends and reads is bytes, so that nothing is done behind the test's back. */
final class Client implements AutoCloseable {
    private final Socket socket = new Socket();

    Client(int port) {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(10_000);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Client send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Client get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    }

    /** Reads a response with {@code Content-Length}, its head and its body. */
    String response() {
        try {
            StringBuilder response = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (response.indexOf("\r\n\r\n") < 0) {
                response.append(byteOf(in));
            }
            String head = response.toString().toLowerCase(java.util.Locale.ROOT);
            int at = head.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            for (int read = 0; read < length; read++) {
                response.append(byteOf(in));
            }
            return response.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static char byteOf(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new IOException("closed by the server in the middle of a response");
        }
        return (char) next;
    }

    /** Reads until the server has closed. */
    String rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(rest);
        } catch (java.net.SocketTimeoutException failure) {
            throw new AssertionError("the server keeps the connection open", failure);
        } catch (IOException reset) {
            rest.writeBytes("<reset>".getBytes(StandardCharsets.US_ASCII));
        }
        return rest.toString(StandardCharsets.US_ASCII);
    }

    /** Closes with a reset instead of an orderly end. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
