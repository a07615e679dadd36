package dev.cistern.node.users;

import java.time.Instant;

/**
 * Somebody who may use this node; without the secret, so that it can be shown.
 *
 * @param name 1–64 of letters, digits, {@code . _ @ -}
 * @param accessKey what requests name the user by
 */
public record User(String name, String accessKey, Instant created) {}
