package dev.cistern.net.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on plain sockets that does what its script says, so that it can behave as badly as servers do. */
final class RawPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Link> links = new CopyOnWriteArrayList<>();
    /** The heads of all requests, in the order in which they came. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** What happens on each connection. */
    interface Script {
        void serve(Link link) throws IOException;
    }

    RawPeer(Script script) {
        this(script, InetAddress.getLoopbackAddress(), 0);
    }

    private RawPeer(Script script, InetAddress address, int port) {
        this.script = script;
        try {
            listener = new ServerSocket(port, 512, address);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start(this::accept);
    }

    /** Answers every request of a connection with the same text. */
    static RawPeer answering(String response) {
        return new RawPeer(link -> {
            while (true) {
                link.head();
                link.send(response);
            }
        });
    }

    /** The same on another loopback address and the port of another peer, which nobody else has there. */
    static RawPeer on(InetAddress address, int port) {
        return new RawPeer(RawPeer.Link::untilClosed, address, port);
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Link link = new Link(listener.accept(), accepted.incrementAndGet());
                links.add(link);
                start(() -> serve(link));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Link link) {
        try {
            script.serve(link);
        } catch (IOException clientIsGone) {
            // what the client does is seen at the client
        } finally {
            link.close();
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    Origin origin() {
        return new Origin("127.0.0.1", port(), false);
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        links.forEach(Link::close);
    }

    /** One connection. */
    final class Link {
        final int number;
        final Socket socket;
        private final InputStream in;

        Link(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Reads the head of a request; fails when the client has closed. */
        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new SocketException("closed by the client");
                }
                head.append((char) next);
            }
            heads.add(head.toString());
            return head.toString();
        }

        /** Reads a request with a Content-Length or none, its head and its body; gives the body. */
        String request() throws IOException {
            String head = head().toLowerCase(Locale.ROOT);
            int at = head.indexOf("content-length: ");
            return at < 0 ? "" : body(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at))));
        }

        String body(int length) throws IOException {
            return new String(bytes(length), StandardCharsets.US_ASCII);
        }

        byte[] bytes(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new SocketException("closed by the client");
            }
            return bytes;
        }

        /** Waits until the client closes; gives how many bytes came before that. */
        long untilClosed() {
            long bytes = 0;
            try {
                while (in.read() >= 0) {
                    bytes++;
                }
            } catch (IOException reset) {
                // closed all the same
            }
            return bytes;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
