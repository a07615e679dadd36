package dev.cistern.bench.limits;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.node.LiveHeap;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.ProcessFigures;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an idle connection costs a node. */
@Command(name = "idle", description = "Heap per idle connection, from thousands of them.")
public final class IdleCommand extends TrialCommand {
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final long BYTES_MAX = 10_000;
    private static final int WARMING = 200;
    private static final int PER_ADDRESS = 2_500;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "10000", description = "Default: 10000")
    private int connections;

    @Override
    protected void run(Trial trial) throws Exception {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("data"))
                .with("net.http.server_idle_time=1h", "net.http.max_conns=100000");
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("node.log")));
        trial.say("ready in %d ms", node.awaitReady(FIRST_START).toMillis());
        Crowd warming = trial.keep(warmed(node));
        long heapBefore = LiveHeap.of(node.pid()).bytes();
        ProcessFigures before = ProcessFigures.of(node.pid());
        Crowd crowd = trial.keep(new Crowd());
        for (int i = 0; i < connections; i++) {
            crowd.add(node.address(), i / PER_ADDRESS);
            if ((i + 1) % PER_ADDRESS == 0) {
                trial.say("%d connections open", i + 1);
            }
        }
        long heap = LiveHeap.of(node.pid()).bytes() - heapBefore;
        ProcessFigures after = ProcessFigures.of(node.pid());
        long answered = crowd.answered() + warming.answered() - WARMING;
        trial.check("every connection is open and served", answered == connections, answered + " of " + connections);
        long perConnection = heap / connections;
        trial.check(
                "an idle connection costs at most " + BYTES_MAX / 1000 + " KB of heap",
                perConnection <= BYTES_MAX,
                perConnection + " bytes of heap; resident grew by "
                        + (after.resident() - before.resident()) / connections + " bytes each");
    }

    /** Enough traffic that classes are loaded before anything is counted. */
    private static Crowd warmed(NodeProcess node) throws IOException {
        Crowd few = new Crowd();
        for (int i = 0; i < WARMING; i++) {
            few.add(node.address(), 0);
        }
        return few;
    }

    /** Connections that made one request each. Confined to one thread. */
    private static final class Crowd implements AutoCloseable {
        private final List<HttpConnection> open = new ArrayList<>();

        /** Opens one from the address 127.0.0.2 + {@code block}, since an address has only so many ports. */
        void add(InetSocketAddress node, int block) throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress("127.0.0." + (2 + block), 0));
            socket.connect(node, 5_000);
            socket.setSoTimeout(30_000);
            HttpConnection connection = HttpConnection.over(socket);
            open.add(connection);
            connection.touch();
        }

        /** How many still answer. */
        long answered() {
            long good = 0;
            for (HttpConnection connection : open) {
                good += isServed(connection) ? 1 : 0;
            }
            return good;
        }

        private static boolean isServed(HttpConnection connection) {
            try {
                connection.touch();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            for (HttpConnection connection : open) {
                connection.close();
            }
        }
    }
}
