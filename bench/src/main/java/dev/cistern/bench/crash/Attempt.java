package dev.cistern.bench.crash;

import dev.cistern.bench.http.Body;

/** One write or removal of one key. Its fields but the acknowledgement never change; guarded by its {@link Ledger}. */
final class Attempt {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NO_OBJECT = -1;

    private final String key;
    private final long version;
    private final long lengthBytes;
    private final long begun;
    private long acknowledged = NEVER;

    private Attempt(String key, long version, long lengthBytes, long begun) {
        this.key = key;
        this.version = version;
        this.lengthBytes = lengthBytes;
        this.begun = begun;
    }

    /** A PUT; {@code version} is also the moment at which it began. */
    static Attempt write(String key, long version, long lengthBytes) {
        return new Attempt(key, version, lengthBytes, version);
    }

    static Attempt removal(String key, long version) {
        return new Attempt(key, version, NO_OBJECT, version);
    }

    String key() {
        return key;
    }

    boolean isRemoval() {
        return lengthBytes == NO_OBJECT;
    }

    Body body(long seed) {
        return Body.of(seed, key, version, lengthBytes);
    }

    long lengthBytes() {
        return lengthBytes;
    }

    void acknowledge(long moment) {
        acknowledged = moment;
    }

    boolean isAcknowledged() {
        return acknowledged != NEVER;
    }

    /** Whether it began after the other was acknowledged and was acknowledged itself: the other is then history. */
    boolean supersedes(Attempt other) {
        return isAcknowledged() && other.isAcknowledged() && begun > other.acknowledged;
    }

    @Override
    public String toString() {
        String what = isRemoval() ? "removal" : "write of " + lengthBytes + " bytes";
        return what + " #" + version + (isAcknowledged() ? ", acknowledged" : ", not acknowledged");
    }
}
