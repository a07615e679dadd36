package dev.cistern.bench.net;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * What this process has used.
 *
 * @param processNanos processor time of all threads, those that collect garbage and compile included
 * @param loopNanos of it, that of the event loops
 * @param loopBytes memory that the event loops have taken
 */
record SpeedCost(long processNanos, long loopNanos, long loopBytes) {

    static SpeedCost now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nanos = 0;
        long bytes = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("vert.x-eventloop-thread-")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
                bytes += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
            }
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new SpeedCost(system.getProcessCpuTime(), nanos, bytes);
    }

    SpeedCost minus(SpeedCost before) {
        return new SpeedCost(
                processNanos - before.processNanos, loopNanos - before.loopNanos, loopBytes - before.loopBytes);
    }
}
