package dev.cistern.node.engine;

/** Leads commits to where they are made now. Used by any thread. */
final class CommitSwitch implements Commits {
    private volatile Commits now;

    CommitSwitch(Commits first) {
        this.now = first;
    }

    /** From now on; those submitted before go the way they went. */
    void to(Commits next) {
        now = next;
    }

    @Override
    public void submit(Commit<?> commit) {
        now.submit(commit);
    }

    @Override
    public int waiting() {
        return now.waiting();
    }

    @Override
    public void close() throws InterruptedException {
        now.close();
    }
}
