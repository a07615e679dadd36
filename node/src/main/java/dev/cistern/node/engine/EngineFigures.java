package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.SegmentFigures;

/**
 * What the engine has done since it was opened, and what it holds now.
 *
 * @param objectsWritten committed
 * @param objectsRead opened for reading
 * @param objectsDeleted by DELETE; those of destroyed buckets are not counted
 * @param bytesWritten of the objects committed
 * @param bytesRead verified and given to readers
 * @param commits changes committed or refused by their conditions
 * @param commitRounds batches they were written in
 * @param largestRound most commits of one batch
 * @param commitQueue commits waiting now
 * @param readQueue reads waiting for a thread now
 * @param writeQueue writes waiting for a thread now
 * @param corruptFound reads that met a wrong checksum
 * @param orphansRemoved blobs that no record named
 * @param freeBytes room on the disk, at the last look
 * @param uploadsInFlight bodies being received now
 * @param bufferedBytes of bodies in memory now
 * @param syncs what was put on the disk by force
 * @param segments what lies in files that objects share
 * @param hot small objects in memory
 * @param recordCache records in memory
 * @param writable false after a failure of the disk, until it works again, or the node is restarted
 */
public record EngineFigures(
        long objectsWritten,
        long objectsRead,
        long objectsDeleted,
        long bytesWritten,
        long bytesRead,
        long commits,
        long commitRounds,
        long largestRound,
        int commitQueue,
        int readQueue,
        int writeQueue,
        long corruptFound,
        long orphansRemoved,
        long freeBytes,
        int uploadsInFlight,
        long bufferedBytes,
        Syncs syncs,
        SegmentFigures segments,
        HotFigures hot,
        RecordCacheFigures recordCache,
        boolean writable) {

    /**
     * How often something was synced.
     *
     * @param records batches of changes
     * @param bodies files, segments, and folders for the names of files
     */
    public record Syncs(long records, long bodies) {}
}
