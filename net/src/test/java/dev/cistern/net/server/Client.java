package dev.cistern.net.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** A client on a plain socket: what it sends and reads is bytes, so that nothing is done behind the test's back. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Client(int port) {
        this(port, new Socket());
    }

    /** Over TLS; the handshake is done when this returns. */
    static Client secured(int port, SSLContext context) {
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
            Client client = new Client(port, socket);
            socket.startHandshake();
            return client;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Client(int port, Socket socket) {
        this.socket = socket;
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(10_000);
            in = new BufferedInputStream(socket.getInputStream());
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

    /** The certificate that the server showed when the session began. */
    X509Certificate shown() {
        try {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads a response with {@code Content-Length}, its head and its body. */
    String response() {
        try {
            StringBuilder response = new StringBuilder();
            while (response.indexOf("\r\n\r\n") < 0) {
                response.append(next());
            }
            String head = response.toString().toLowerCase(Locale.ROOT);
            int at = head.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            for (int read = 0; read < length; read++) {
                response.append(next());
            }
            return response.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private char next() throws IOException {
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
            in.transferTo(rest);
        } catch (SocketTimeoutException failure) {
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
