package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own that may open few files. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
final class ShortOfDescriptorsTest {
    private static final int LIMIT = 500;
    /** Above the 90 % at which room is made, and below what would keep the node from taking any more. */
    private static final int OPEN = 475;

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final Pattern READY = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern OPEN_NOW = Pattern.compile("cistern_descriptors_open ([1-9]\\d*)");
    private static final Pattern RECLAIMED =
            Pattern.compile("closed_total\\{layer=\"clients\",reason=\"fd_pressure\"\\} ([1-9]\\d*)");

    @TempDir
    private Path folder = Path.of("");

    private Process start() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String command =
                "ulimit -n " + LIMIT + "; exec '" + java + "' -Xmx128m dev.cistern.node.cli.Cistern server --data '"
                        + folder.resolve("data") + "' --listen 127.0.0.1:0 --set net.http.server_idle_time=10m";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
        return builder.redirectErrorStream(true).start();
    }

    private static int port(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
        }
        throw new AssertionError("the node ended before it listened");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static boolean closed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }

    /** The metrics. */
    private static String get(int port) throws IOException {
        try (Socket socket = connect(port)) {
            String request = "GET /_metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void idleClientsMakeRoomForNewOnesBeforeDescriptorsAreExhausted() throws Exception {
        Process node = start();
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
            int port = port(lines);
            String metrics = "";
            Matcher before = OPEN_NOW.matcher(metrics);
            while (!before.find()) {
                metrics = get(port);
                before = OPEN_NOW.matcher(metrics);
            }
            while (clients.size() < OPEN - Integer.parseInt(before.group(1))) {
                clients.add(connect(port));
            }
            while (!RECLAIMED.matcher(metrics).find()) {
                metrics = get(port);
            }
            assertThat(metrics).startsWith("HTTP/1.1 200");
            int closed = 0;
            for (Socket socket : clients) {
                closed += closed(socket) ? 1 : 0;
            }
            assertThat(closed).isBetween(1, clients.size() - 1);
            assertThat(closed(clients.get(clients.size() - 1)))
                    .as("the youngest")
                    .isFalse();
        } finally {
            for (Socket socket : clients) {
                socket.close();
            }
            node.destroy();
            if (!node.waitFor(20, TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
        }
    }
}
