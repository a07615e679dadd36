package dev.cistern.node.users;

/** A user just made, with the secret, which is never shown again. */
public record NewUser(User user, String secretKey) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "NewUser[" + user + "]";
    }
}
