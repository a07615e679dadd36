package dev.cistern.node.engine.blob;

/**
 * What segments hold now.
 *
 * @param segments files
 * @param blobs in them
 * @param liveBytes of these blobs as they lie, heads included
 * @param deadBytes of what lies between them and is needed by nobody
 * @param movedBytes of blobs moved by compaction since the start
 */
public record SegmentFigures(int segments, long blobs, long liveBytes, long deadBytes, long movedBytes) {}
