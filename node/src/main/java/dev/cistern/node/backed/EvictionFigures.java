package dev.cistern.node.backed;

/**
 * What was let go of by itself, since the start.
 *
 * @param objects whose copies were removed
 * @param bytes of them
 * @param walks through what is kept, to find out how much there is and what was not used for longest
 */
public record EvictionFigures(long objects, long bytes, long walks) {}
