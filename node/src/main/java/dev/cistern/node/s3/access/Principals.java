package dev.cistern.node.s3.access;

import java.util.Set;

/**
 * Whom a statement speaks of.
 *
 * @param allBut whether it speaks of all others
 * @param everybody whether all are named, those without a key too
 * @param names of users, their ids, and what stands at the end of an ARN
 * @param ids of users, which have to be ids
 */
record Principals(boolean allBut, boolean everybody, Set<String> names, Set<String> ids) {
    Principals {
        names = Set.copyOf(names);
        ids = Set.copyOf(ids);
    }

    boolean include(Caller caller) {
        boolean named = everybody
                || (caller.isUser()
                        && (names.contains(caller.name()) || names.contains(caller.id()) || ids.contains(caller.id())));
        return named != allBut;
    }

    /** Whether somebody without a key is spoken of. */
    boolean includeAnybody() {
        return everybody != allBut;
    }
}
