package dev.cistern.node.store;

import dev.cistern.node.store.ObjectLock.Bypass;

/**
 * An object to be removed, or one version of it for good.
 *
 * @param conditions evaluated at the commit, against the version that is to be removed
 * @param bypass whether a retention in governance mode is to be bypassed
 */
public record DeleteCommand(ObjectVersion object, Conditions conditions, Bypass bypass) {

    /** An object to be removed. */
    public DeleteCommand(ObjectName object, Conditions conditions) {
        this(ObjectVersion.latest(object), conditions, Bypass.NONE);
    }
}
