package dev.cistern.bench.crash;

import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.trial.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Does something to the file system of a node while no thread of the node is in the kernel. A sync of ext4 that is under way as its journal
 * is aborted may say that all is well, though nothing was written; a disk that is gone would not take its last step, and it fails.
 */
final class BetweenCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 2;

    private BetweenCalls() {}

    /** What is done. */
    interface Action {
        void run() throws IOException, InterruptedException;
    }

    static void of(NodeProcess node, Action action) throws IOException, InterruptedException {
        signal("-STOP", node);
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!hasStopped(node)) {
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the node does not stop");
                }
                Thread.sleep(LOOK_MILLIS);
            }
            action.run();
        } finally {
            signal("-CONT", node);
        }
    }

    private static boolean hasStopped(NodeProcess node) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(node.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                String about = Files.readString(thread.resolve("stat"));
                // The state follows the name, which may hold anything.
                if (about.charAt(about.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }

    private static void signal(String which, NodeProcess node) throws IOException, InterruptedException {
        List<String> command = List.of("kill", which, Long.toString(node.pid()));
        String unused = Ran.within(PATIENCE, command).orThrow(command);
    }
}
