package dev.cistern.node.users;

import dev.cistern.node.users.User.Role;
import java.util.Optional;

/**
 * A user to be made; what is not given is made.
 *
 * @param name 1–64 of letters, digits, {@code . _ @ -}
 * @param id 1–64 of letters, digits, {@code . _ -}
 */
public record UserRequest(
        String name, Optional<String> id, Role role, Optional<String> accessKey, Optional<String> secretKey) {

    /** An ordinary user of whom nothing but the name is given. */
    public static UserRequest named(String name) {
        return new UserRequest(name, Optional.empty(), Role.ORDINARY, Optional.empty(), Optional.empty());
    }

    /** An administrator of whom nothing but the name is given. */
    public static UserRequest administrator(String name) {
        return new UserRequest(name, Optional.empty(), Role.ADMINISTRATOR, Optional.empty(), Optional.empty());
    }

    /** An ordinary user with keys of one's own. */
    public static UserRequest named(String name, String accessKey, String secretKey) {
        return new UserRequest(name, Optional.empty(), Role.ORDINARY, Optional.of(accessKey), Optional.of(secretKey));
    }
}
