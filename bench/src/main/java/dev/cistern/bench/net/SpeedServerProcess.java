package dev.cistern.bench.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link SpeedServer} that runs; it ends with this process, or when it is closed. */
final class SpeedServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private SpeedServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SpeedServerProcess start(int loops) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SpeedServer.class.getName(),
                Integer.toString(loops));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String port = said.readLine();
        if (port == null) {
            process.destroyForcibly();
            throw new IOException("the server did not start");
        }
        return new SpeedServerProcess(process, Integer.parseInt(port));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
