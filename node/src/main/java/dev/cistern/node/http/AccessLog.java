package dev.cistern.node.http;

/** Takes one line per response. */
public interface AccessLog {

    /** Whether lines are wanted at all; asked once per request, from any event loop. */
    boolean isOn();

    /** Writes a line. Never blocks: at the limit of the queue a line is dropped and counted. */
    void write(String line);
}
