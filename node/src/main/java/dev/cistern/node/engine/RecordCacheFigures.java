package dev.cistern.node.engine;

/**
 * What memory holds of the records.
 *
 * @param hits reads, and questions about objects, that it answered on the thread that asked
 * @param misses those that were asked of it in vain and went on to a reader thread; while most are, few ask
 * @param bytes that blocks of records take now
 * @param limitBytes that they may take
 */
public record RecordCacheFigures(long hits, long misses, long bytes, long limitBytes) {}
