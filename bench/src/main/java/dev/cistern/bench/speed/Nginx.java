package dev.cistern.bench.speed;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.ProcessFigures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An nginx of our own, serving the files of a folder. */
final class Nginx implements AutoCloseable {
    /** The folder, of those that it serves, that it puts into. */
    static final String PUTS = "put";

    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final int port;
    private final boolean takesPuts;

    private Nginx(Process process, int port, boolean takesPuts) {
        this.process = process;
        this.port = port;
        this.takesPuts = takesPuts;
    }

    /** Starts it; {@code scratch} exists and takes its configuration, {@code files} is what it serves. */
    static Nginx start(String program, Path scratch, Path files) throws IOException, InterruptedException {
        int port = NodeLaunch.freePort();
        boolean takesPuts = Tools.run(List.of(program, "-V")).contains("http_dav_module");
        String location = takesPuts
                ? "location /" + PUTS + "/ { dav_methods PUT; create_full_put_path on; client_max_body_size 0;"
                        + " client_body_temp_path " + files + "/uploads; }\n"
                : "";
        Path configuration =
                Files.writeString(scratch.resolve("nginx.conf"), configuration(scratch, files, port, location));
        Process process = new ProcessBuilder(program, "-p", scratch.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("nginx.log").toFile())
                .start();
        Nginx nginx = new Nginx(process, port, takesPuts);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!nginx.isListening()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                nginx.close();
                throw new IOException("nginx does not start: " + Files.readString(scratch.resolve("nginx.log")));
            }
            Thread.sleep(20);
        }
        return nginx;
    }

    private static String configuration(Path scratch, Path files, int port, String location) {
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary
                    .append(kind)
                    .append("_temp_path ")
                    .append(scratch)
                    .append("/tmp-")
                    .append(kind)
                    .append(";\n");
        }
        String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
        return user + "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 16384;\n"
                + "pid " + scratch + "/nginx.pid;\nerror_log stderr warn;\n"
                + "events { worker_connections 4096; }\n"
                + "http {\n" + temporary
                + "access_log off;\nsendfile on;\ntcp_nopush on;\nkeepalive_timeout 1h;\n"
                + "keepalive_requests 1000000000;\ndefault_type application/octet-stream;\n"
                + "server { listen 127.0.0.1:" + port + "; root " + files + ";\n" + location + "}\n}\n";
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it is built with its module for that. */
    boolean takesPuts() {
        return takesPuts;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    String url(String file) {
        return "http://127.0.0.1:" + port + "/" + file;
    }

    /** Processor time of master and workers so far. */
    Duration cpu() throws IOException {
        Duration sum = ProcessFigures.cpu(process.pid());
        for (ProcessHandle worker : process.children().toList()) {
            sum = sum.plus(ProcessFigures.cpu(worker.pid()));
        }
        return sum;
    }

    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
