package dev.cistern.node.engine;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.lang.management.ManagementFactory;

/** How many more files the process may open. */
final class OpenFiles {
    /** What opening the records takes: as many tables as they hold open, and some more. */
    private static final long NEEDED = 300;

    private OpenFiles() {}

    /** @throws StoreException {@link Code#TOO_MANY_FILES} where the records, once closed, could not be opened again */
    static void requireRoom() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            long left = limit - system.getOpenFileDescriptorCount();
            if (left < Math.min(NEEDED, limit / 10)) {
                throw new StoreException(
                        Code.TOO_MANY_FILES,
                        "the process may open only " + left + " files and connections more, of " + limit);
            }
        }
    }
}
