package dev.cistern.node.cli.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Breaks a read that waits too long: a body of an answer has no time limit of its own. Read by one thread. */
final class StallGuard extends FilterInputStream {
    private static final ScheduledExecutorService CLOCK = clock();

    private final Duration longestWait;
    private final AtomicBoolean stalled = new AtomicBoolean();

    StallGuard(InputStream body, Duration longestWait) {
        super(body);
        this.longestWait = longestWait;
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "stall-guard");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Future<?> alarm = CLOCK.schedule(this::breakOff, longestWait.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw stalled.get() ? new IOException("no byte came for " + longestWait.toSeconds() + " s", e) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private void breakOff() {
        stalled.set(true);
        try {
            close();
        } catch (IOException e) {
            // The reader fails either way, and says why.
        }
    }
}
