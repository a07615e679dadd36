package dev.cistern.node;

import dev.cistern.conf.ListenAddress;
import java.io.PrintStream;
import java.nio.file.Path;

/** What a person reads when the server is up. */
final class Banner {
    private Banner() {}

    /**
     * Prints where the node is and what to try.
     *
     * @param address the one really taken
     * @param transport how event loops wait for sockets
     * @param tookMillis from the start of the process
     */
    static void print(PrintStream out, ListenAddress address, Path dataDir, String transport, long tookMillis) {
        String url = "http://" + address;
        String endpoint = address.port() == 7070 && address.host().equals("127.0.0.1") ? "" : " --endpoint " + url;
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
