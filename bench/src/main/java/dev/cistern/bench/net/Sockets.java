package dev.cistern.bench.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the kernel says of TCP connections. */
final class Sockets {
    private static final String TIME_WAIT = "06";

    private Sockets() {}

    /** Connections from or to a port that are over and still remembered, 60 s on Linux. */
    static long timeWait(int port) throws IOException {
        String hex = String.format(Locale.ROOT, ":%04X", port);
        long count = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Path path = Path.of(table);
            if (Files.exists(path)) {
                try (Stream<String> lines = Files.lines(path)) {
                    count += lines.map(line -> line.strip().split("\\s+"))
                            .filter(fields -> fields.length > 3 && fields[3].equals(TIME_WAIT))
                            .filter(fields -> fields[1].endsWith(hex) || fields[2].endsWith(hex))
                            .count();
                }
            }
        }
        return count;
    }
}
