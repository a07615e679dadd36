package dev.cistern.node.engine;

/**
 * Small objects that are kept in memory.
 *
 * @param hits reads, and questions about objects, that one of them answered
 * @param misses those of latest versions that none answered; not counted where none are kept
 * @param objects kept now, about
 * @param bytes of the heap that they take, about
 */
public record HotFigures(long hits, long misses, long objects, long bytes) {}
