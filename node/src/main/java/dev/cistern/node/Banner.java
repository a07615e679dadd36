package dev.cistern.node;

import java.io.PrintStream;
import java.nio.file.Path;

/** What a person reads when the server is up. */
final class Banner {
    private Banner() {}

    /**
     * Prints where the node is and what to try.
     *
     * @param url how clients reach it
     * @param transport how event loops wait for sockets
     * @param tookMillis from the start of the process
     */
    static void print(PrintStream out, String url, Path dataDir, String transport, long tookMillis) {
        String endpoint = url.equals("http://127.0.0.1:7070") ? "" : " --endpoint " + url;
        out.printf("""

                Cistern is ready after %d ms.
                  listens on  %s (%s)
                  data in     %s

                Try:
                  ./cistern%s bucket create photos
                  ./cistern%s put README.md photos/
                  ./cistern%s config cluster net.http --show-origin

                """, tookMillis, url, transport, dataDir.toAbsolutePath().normalize(), endpoint, endpoint, endpoint);
        out.flush();
    }
}
