package dev.cistern.node.store;

import dev.cistern.node.store.ObjectLock.Bypass;

/**
 * An object to be removed, or one version of it for good.
 *
 * @param conditions evaluated at the commit, against the version that is to be removed
 * @param bypass whether a retention in governance mode is to be bypassed
 * @param which looked at when the version is removed
 */
public record DeleteCommand(ObjectVersion object, Conditions conditions, Bypass bypass, Which which) {

    /** Which versions may be removed by their name. */
    public enum Which {
        ANY,
        /** Only one that was replaced: not one that is the latest, or has become it again. */
        REPLACED
    }

    /** An object, or any version of it. */
    public DeleteCommand(ObjectVersion object, Conditions conditions, Bypass bypass) {
        this(object, conditions, bypass, Which.ANY);
    }

    /** An object to be removed. */
    public DeleteCommand(ObjectName object, Conditions conditions) {
        this(ObjectVersion.latest(object), conditions, Bypass.NONE);
    }
}
