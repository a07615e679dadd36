package dev.cistern.conf;

/**
 * What is kept of objects that come from elsewhere, and how what is written goes there. All live.
 *
 * @param chunkBytes of larger objects chunks of this size are fetched and kept, where parts are read
 * @param chunksAhead chunks fetched ahead of each reader
 * @param queueMax most objects that are not in their cloud yet, over all write-back buckets
 * @param uploads most writes of a bucket on their way to its cloud at a time
 * @param diskHighPercent of the disk in use, above which copies are let go of; 100 to never do so
 * @param diskLowPercent down to which they are
 * @param evictionsPerSecond most objects that are let go of
 */
public record BackedSettings(
        long chunkBytes,
        int chunksAhead,
        int queueMax,
        int uploads,
        int diskHighPercent,
        int diskLowPercent,
        int evictionsPerSecond) {}
