package dev.cistern.bench.speed;

import dev.cistern.bench.node.ProcessFigures;
import java.io.IOException;
import java.time.Duration;

/** A process that does nothing of note any more by itself. */
final class Idle {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration CPU = Duration.ofMillis(20);
    private static final int LOOKS = 2;
    private static final int LOOKS_AT_MOST = 240;

    private Idle() {}

    /** Waits until it is, two minutes at most. */
    static void await(long pid) throws IOException, InterruptedException {
        int idle = 0;
        for (int i = 0; idle < LOOKS && i < LOOKS_AT_MOST; i++) {
            Duration before = ProcessFigures.cpu(pid);
            Thread.sleep(LOOK.toMillis());
            idle = ProcessFigures.cpu(pid).minus(before).compareTo(CPU) <= 0 ? idle + 1 : 0;
        }
    }
}
