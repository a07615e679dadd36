package dev.cistern.conf.live;

import org.jspecify.annotations.Nullable;

/**
 * What {@code overrides.json} holds.
 *
 * @param revision the last change in force, of whatever source
 * @param overrides those in force
 * @param probation the change that awaits confirmation, null when none does
 * @param clusterVersion of the cluster's settings that {@code overrides} holds, 0 where the node is in no cluster
 */
record StoredOverrides(
        long revision, Overrides overrides, @Nullable Probation probation, long clusterVersion) {

    static final StoredOverrides NONE = new StoredOverrides(0, Overrides.NONE, null);

    /** Of a node that is in no cluster. */
    StoredOverrides(long revision, Overrides overrides, @Nullable Probation probation) {
        this(revision, overrides, probation, 0);
    }

    /** The same overrides for good. */
    StoredOverrides confirmed() {
        return new StoredOverrides(revision, overrides, null, clusterVersion);
    }

    /** What putting back older overrides comes to: in a cluster, the cluster's own stay. */
    Overrides restored(Overrides before) {
        return clusterVersion == 0 ? before : new Overrides(overrides.cluster(), before.node());
    }
}
