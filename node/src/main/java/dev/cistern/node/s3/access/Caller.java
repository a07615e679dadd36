package dev.cistern.node.s3.access;

/**
 * Who sends a request.
 *
 * @param id of a user's account; empty for who is none
 * @param name of a user; empty for who is none
 */
public record Caller(Kind kind, String id, String name) {
    /** Somebody without a key, on a node that asks for keys. */
    public static final Caller ANONYMOUS = new Caller(Kind.ANONYMOUS, "", "");
    /** Whoever is served while there are no users. */
    public static final Caller ANYBODY = new Caller(Kind.ANYBODY, "", "");

    /** What is known of a caller. */
    public enum Kind {
        ANYBODY,
        ANONYMOUS,
        USER,
        /** A user who may do everything. */
        ADMINISTRATOR
    }

    /** Whether nothing is asked: neither policies nor lists bind the caller. */
    public boolean isTrusted() {
        return kind == Kind.ANYBODY || kind == Kind.ADMINISTRATOR;
    }

    /** Whether the caller is an account, which can own buckets. */
    public boolean isUser() {
        return kind == Kind.USER || kind == Kind.ADMINISTRATOR;
    }
}
