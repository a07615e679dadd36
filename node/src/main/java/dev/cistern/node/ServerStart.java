package dev.cistern.node;

/**
 * Starts a server and stays until it has stopped. The command line finds the one implementation through {@link
 * java.util.ServiceLoader}, so that a client command loads nothing of a server.
 */
public interface ServerStart {
    /**
     * Blocks the calling thread until the server has stopped.
     *
     * @return the exit code of the process: 0 after an orderly stop
     */
    int run(ServerOptions options);
}
