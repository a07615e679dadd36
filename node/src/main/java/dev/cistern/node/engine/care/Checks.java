package dev.cistern.node.engine.care;

import io.vertx.core.json.JsonObject;

/** Checks, one at a time, and the report of the last. Used by any thread. */
final class Checks {
    private final Stored stored;
    private final Work work;
    private volatile Findings findings = new Findings();
    private volatile Check.Counts counts = new Check.Counts();

    Checks(Stored stored, Work work) {
        this.stored = stored;
        this.work = work;
    }

    Work work() {
        return work;
    }

    synchronized void start() {
        Findings found = new Findings();
        Check.Counts counting = new Check.Counts();
        work.start(new Check(stored, work, found, counting));
        findings = found;
        counts = counting;
    }

    JsonObject json() {
        JsonObject json = work.json()
                .put("records", counts.records().get())
                .put("blobs", counts.blobs().get())
                .put("orphans", counts.orphans().get())
                .put("orphan_bytes", counts.orphanBytes().get());
        findings.write(json);
        return json;
    }
}
