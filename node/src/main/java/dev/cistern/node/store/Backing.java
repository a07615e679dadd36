package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a bucket stands to the place that its objects come from, as its {@link BucketDocument#BACKING} says.
 *
 * @param writes when what is written to the bucket is acknowledged
 * @param goodFor how long a copy is good, since it was fetched or compared last, before it is compared with what the place has;
 *     zero to compare it at each read, empty for ever
 * @param keepAtMostBytes of copies that are here; more are let go of, those first that were not read for longest. Empty for as many
 *     as there is room for
 */
public record Backing(Writes writes, Optional<Duration> goodFor, OptionalLong keepAtMostBytes) {
    /** Of a bucket of which nothing is said. */
    public static final Backing USUAL = new Backing(Writes.THROUGH);

    private static final String WRITES = "writes=";
    private static final String GOOD_FOR = "good_for_ms=";

    private static final String KEEP_AT_MOST = "keep_at_most=";

    /** With as many copies as there is room for. */
    public Backing(Writes writes, Optional<Duration> goodFor) {
        this(writes, goodFor, OptionalLong.empty());
    }

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
                backing = new Backing(
                        Writes.of(word.substring(WRITES.length())), backing.goodFor, backing.keepAtMostBytes);
            } else if (word.startsWith(GOOD_FOR)) {
                long millis = Long.parseLong(word.substring(GOOD_FOR.length()));
                backing = new Backing(backing.writes, Optional.of(Duration.ofMillis(millis)), backing.keepAtMostBytes);
            } else if (word.startsWith(KEEP_AT_MOST)) {
                long bytes = Long.parseLong(word.substring(KEEP_AT_MOST.length()));
                backing = new Backing(backing.writes, backing.goodFor, OptionalLong.of(bytes));
            }
        }
        return backing;
    }

    /** The text of the document. */
    public String text() {
        return WRITES
                + writes.word()
                + goodFor.map(time -> " " + GOOD_FOR + time.toMillis()).orElse("")
                + (keepAtMostBytes.isPresent() ? " " + KEEP_AT_MOST + keepAtMostBytes.getAsLong() : "");
    }
}
