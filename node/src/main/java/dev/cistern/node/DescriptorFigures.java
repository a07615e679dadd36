package dev.cistern.node;

/**
 * File descriptors of this process.
 *
 * @param open files and sockets open at the last look, which was a second ago or less; 0 before the first, or where the
 *     system does not say
 * @param limit most that may be; 0 where the system does not say
 * @param reclaimed idle connections closed since the start because descriptors ran short
 * @param pressed whether they run short now
 */
record DescriptorFigures(long open, long limit, long reclaimed, boolean pressed) {}
