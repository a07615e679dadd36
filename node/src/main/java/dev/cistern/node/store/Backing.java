package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a bucket stands to the place that its objects come from, as its {@link BucketDocument#BACKING} says.
 *
 * @param writes when what is written to the bucket is acknowledged
 * @param goodFor how long a copy is good, since it was fetched or compared last, before it is compared with what the place has;
 *     zero to compare it at each read, empty for ever
 */
public record Backing(Writes writes, Optional<Duration> goodFor) {
    /** Of a bucket of which nothing is said. */
    public static final Backing USUAL = new Backing(Writes.THROUGH);

    private static final String WRITES = "writes=";
    private static final String GOOD_FOR = "good_for_ms=";

    /** With copies that are good for ever. */
    public Backing(Writes writes) {
        this(writes, Optional.empty());
    }

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
        Backing backing = USUAL;
        for (String word : text.split(" ", -1)) {
            if (word.startsWith(WRITES)) {
                backing = new Backing(Writes.of(word.substring(WRITES.length())), backing.goodFor);
            } else if (word.startsWith(GOOD_FOR)) {
                long millis = Long.parseLong(word.substring(GOOD_FOR.length()));
                backing = new Backing(backing.writes, Optional.of(Duration.ofMillis(millis)));
            }
        }
        return backing;
    }

    /** The text of the document. */
    public String text() {
        return WRITES
                + writes.word()
                + goodFor.map(time -> " " + GOOD_FOR + time.toMillis()).orElse("");
    }
}
