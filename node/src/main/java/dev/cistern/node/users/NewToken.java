package dev.cistern.node.users;

/**
 * A token just made.
 *
 * @param text as it is sent; never shown again
 */
public record NewToken(Token token, String text) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "NewToken[" + token + "]";
    }
}
