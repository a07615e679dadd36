package dev.cistern.node.users;

import java.time.Instant;

/**
 * Somebody who may use this node; without the secret, so that it can be shown. Each is an account of its own: what one
 * makes is closed to the others until it is opened to them.
 *
 * @param id what everything that belongs to the user is marked with: it stays when keys change, and is not given again
 * @param name 1–64 of letters, digits, {@code . _ @ -}
 * @param accessKey what requests name the user by
 * @param role what the user may do beside what buckets allow
 */
public record User(String id, String name, String accessKey, Role role, Instant created) {

    /** What a user may do beside what buckets allow. */
    public enum Role {
        /** Everything, everywhere. */
        ADMINISTRATOR,
        /** To make buckets. */
        ORDINARY
    }

    public boolean isAdministrator() {
        return role == Role.ADMINISTRATOR;
    }
}
