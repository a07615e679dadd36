package dev.cistern.bench.crash;

/** A promise that was broken: which, and how it shows. */
record Fault(Kind kind, String detail) {

    enum Kind {
        /** An acknowledged object is gone. */
        LOST,
        /** The bytes are those of no version that was ever sent. */
        TORN,
        /** The bytes are those of a version that an acknowledged write had replaced. */
        STALE,
        /** The object is there although its removal was acknowledged. */
        RESURRECTED,
        /** The listing is out of order, or differs from what GET finds. */
        LISTING
    }

    @Override
    public String toString() {
        return kind + ": " + detail;
    }
}
