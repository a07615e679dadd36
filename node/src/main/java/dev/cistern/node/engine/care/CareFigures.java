package dev.cistern.node.engine.care;

/**
 * What looking after the store has come to.
 *
 * @param damaged what the last scrub found and was not healed
 * @param scrubs 1 while a scrub is under way
 * @param scrubDoneBytes read by it
 * @param scrubOfBytes that it will read
 * @param scrubbedAt when the last scrub ended that read everything, in seconds since 1970; 0 where none has
 */
public record CareFigures(long damaged, int scrubs, long scrubDoneBytes, long scrubOfBytes, long scrubbedAt) {}
