package dev.cistern.node.engine.blob;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * On which disk blobs were seen last, a byte for each; runs of blobs that nobody asked for longest are forgotten. Whoever goes by it
 * looks elsewhere where it is wrong. Used by any thread.
 */
final class DiskHints {
    /** As many as there are in a sub-folder. */
    private static final int RUN_BITS = 12;

    private static final int RUN = 1 << RUN_BITS;
    /** 16 MiB, for 16 million blobs. */
    private static final int MOST_RUNS = 4_096;

    private static final byte UNKNOWN = -1;

    private final Map<Long, byte[]> runs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST_RUNS;
        }
    };

    /** The number of a disk; less than 0 where none is known. */
    synchronized int get(long id) {
        byte[] run = runs.get(id >>> RUN_BITS);
        return run == null ? UNKNOWN : run[(int) (id & (RUN - 1))];
    }

    /** @param disk its number, 0 to {@link BlobDisk#GREATEST} */
    synchronized void set(long id, int disk) {
        byte[] run = runs.computeIfAbsent(id >>> RUN_BITS, missing -> {
            byte[] fresh = new byte[RUN];
            Arrays.fill(fresh, UNKNOWN);
            return fresh;
        });
        run[(int) (id & (RUN - 1))] = (byte) disk;
    }
}
