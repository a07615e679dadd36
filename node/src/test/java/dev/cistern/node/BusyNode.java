package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node that has done all that a metric is about: also a backend, which refuses connections. */
final class BusyNode {
    private static final Pattern EXPORTED = Pattern.compile("(?m)^(cistern_[a-z_]+)[{ ]");

    private BusyNode() {}

    /** The names of all metrics of its own that it exports. */
    static Set<String> metrics(Path folder) throws Exception {
        int closedPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = free.getLocalPort();
        }
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            String backend = "http://127.0.0.1:" + closedPort + "/";
            String create = "{\"action\":\"create-bck\",\"value\":{\"backend\":\"" + backend + "\"}}";
            assertThat(node.send("POST", "/v1/buckets/backed", bytes(create)).statusCode())
                    .isEqualTo(200);
            assertThat(node.get("/v1/objects/backed/k").statusCode()).isEqualTo(502);
            Set<String> names = new TreeSet<>();
            String exported = RunningNode.text(node.get("/_metrics"));
            for (Matcher matcher = EXPORTED.matcher(exported); matcher.find(); ) {
                names.add(matcher.group(1));
            }
            return names;
        }
    }
}
