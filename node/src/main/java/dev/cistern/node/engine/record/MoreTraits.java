package dev.cistern.node.engine.record;

import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What few objects have, as names and texts in their records; {@code docs/formats/records.md} describes each. */
final class MoreTraits {
    private static final String STANDING = "version";
    private static final String RETENTION = "retention";
    private static final String HOLD = "hold";
    private static final String ENCRYPTED = "encrypted";
    private static final String NOTHING = "-";
    private static final int WORDS = 5;

    private MoreTraits() {}

    /** Empty where an object has none of them. */
    static Map<String, String> write(Traits traits) {
        if (traits.equals(new Traits(traits.tags(), traits.checksum(), traits.multipart()))) {
            return Map.of();
        }
        Map<String, String> more = new HashMap<>();
        if (traits.standing() != Standing.NULL) {
            more.put(STANDING, traits.standing().name());
        }
        traits.lock()
                .retention()
                .ifPresent(kept ->
                        more.put(RETENTION, kept.mode() + " " + kept.until().toEpochMilli()));
        if (traits.lock().hold() != Hold.UNSET) {
            more.put(HOLD, traits.lock().hold().name());
        }
        traits.encrypted().ifPresent(encrypted -> more.put(ENCRYPTED, text(encrypted)));
        return more;
    }

    /** @throws IllegalArgumentException where a text is none of its kind */
    static Traits read(Map<String, String> more, Traits usual) {
        Optional<Retention> retention = Optional.ofNullable(more.get(RETENTION)).map(MoreTraits::retention);
        ObjectLock lock = new ObjectLock(retention, Hold.valueOf(more.getOrDefault(HOLD, Hold.UNSET.name())));
        Standing standing = Standing.valueOf(more.getOrDefault(STANDING, Standing.NULL.name()));
        Optional<Encrypted> encrypted = Optional.ofNullable(more.get(ENCRYPTED)).map(MoreTraits::encrypted);
        return new Traits(usual.tags(), usual.checksum(), usual.multipart(), standing, lock, encrypted);
    }

    private static Retention retention(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("'" + text + "' is no retention");
        }
        return new Retention(
                Mode.valueOf(text.substring(0, space)),
                Instant.ofEpochMilli(Long.parseLong(text.substring(space + 1))));
    }

    private static String text(Encrypted encrypted) {
        String by = encrypted.by().name().toLowerCase(Locale.ROOT);
        return String.join(
                " ", by, word(encrypted.keyId()), encrypted.salt(), word(encrypted.proof()), encrypted.wrappedKey());
    }

    private static Encrypted encrypted(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("'" + text + "' is not how an object is encrypted");
        }
        By by = By.valueOf(words[0].toUpperCase(Locale.ROOT));
        return new Encrypted(by, plain(words[1]), words[2], plain(words[3]), words[4]);
    }

    private static String word(String text) {
        return text.isEmpty() ? NOTHING : text;
    }

    private static String plain(String word) {
        return word.equals(NOTHING) ? "" : word;
    }
}
