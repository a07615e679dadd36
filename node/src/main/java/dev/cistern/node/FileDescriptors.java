package dev.cistern.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the system lets this process open. */
final class FileDescriptors {
    private FileDescriptors() {}

    /** Files and sockets that are open; 0 where the system does not say. Takes longer the more there are. */
    static long open() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.max(0, system.getOpenFileDescriptorCount())
                : 0;
    }

    /** Most files and sockets that may be open at once; 0 where the system does not say. */
    static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }
}
