package dev.cistern.net.server;

/**
 * How a drain ended.
 *
 * @param open connections that were open when it began
 * @param cut those of them that were still serving a request when the drain time was over
 */
public record Drained(int open, int cut) {}
