package dev.cistern.bench.crash;

/** A promise that was broken: which, and how it shows. */
record Fault(Kind kind, String detail) {

    enum Kind {
        /** An acknowledged object is gone. */
        LOST("lost"),
        /** The bytes are those of no version that was ever sent. */
        TORN("torn"),
        /** The bytes are those of a version that an acknowledged write had replaced. */
        STALE("older than acknowledged"),
        /** The object is there although its removal was acknowledged. */
        RESURRECTED("back after its removal"),
        /** There is an error in the place of the object. */
        UNREADABLE("unreadable"),
        /** The listing is out of order, or differs from what GET finds. */
        LISTING("listed otherwise than found");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** As in "nothing is …". */
        String words() {
            return words;
        }
    }

    @Override
    public String toString() {
        return kind + ": " + detail;
    }
}
