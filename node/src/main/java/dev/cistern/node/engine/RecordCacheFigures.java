package dev.cistern.node.engine;

/**
 * What memory holds of the records.
 *
 * @param hits reads, and questions about objects, whose record it held
 * @param misses those whose record it did not; while most are such, few are asked of it
 * @param bytes that blocks of records take now
 * @param limitBytes that they may take
 */
public record RecordCacheFigures(long hits, long misses, long bytes, long limitBytes) {}
