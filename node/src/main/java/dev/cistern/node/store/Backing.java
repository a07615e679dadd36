package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.Locale;

/**
 * How a bucket stands to the place that its objects come from, as its {@link BucketDocument#BACKING} says.
 *
 * @param writes when what is written to the bucket is acknowledged
 */
public record Backing(Writes writes) {
    /** Of a bucket of which nothing is said. */
    public static final Backing USUAL = new Backing(Writes.THROUGH);

    private static final String WRITES = "writes=";

    /** When a write is acknowledged. */
    public enum Writes {
        /** When the place has it. */
        THROUGH,
        /** When it is as durable here as the settings ask; it goes to the place afterwards. */
        BACK;

        /** As users write it: {@code through} or {@code back}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws StoreException {@link Code#INVALID_ARGUMENT} for another word */
        public static Writes of(String word) {
            for (Writes writes : values()) {
                if (writes.word().equals(word)) {
                    return writes;
                }
            }
            throw new StoreException(Code.INVALID_ARGUMENT, "writes go 'through' or 'back', not '" + word + "'");
        }
    }

    /** Reads what {@link #text} has written. */
    public static Backing parse(String text) {
        return text.startsWith(WRITES) ? new Backing(Writes.of(text.substring(WRITES.length()))) : USUAL;
    }

    /** The text of the document. */
    public String text() {
        return WRITES + writes.word();
    }
}
