package dev.cistern.node.engine;

/** Where changes are made: on a node alone by its own committer, in a cluster by all members alike. Used by any thread. */
interface Commits {

    /** Takes a commit; refuses it where too many wait. Never blocks. */
    void submit(Commit<?> commit);

    int waiting();

    /** Takes no more commits, and waits until those it has are done. */
    void close() throws InterruptedException;
}
