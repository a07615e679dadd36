package dev.cistern.node.engine.record;

import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encrypted.By;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Traits that few records have, as a map from name to text. What is no such text is an {@link IllegalArgumentException}. */
final class MoreTraits {
    private static final String ENCRYPTED = "encrypted";
    private static final String NOTHING = "-";
    private static final int WORDS = 5;

    private MoreTraits() {}

    static Map<String, String> of(Encrypted encrypted) {
        String by = encrypted.by().name().toLowerCase(Locale.ROOT);
        return Map.of(
                ENCRYPTED,
                String.join(
                        " ",
                        by,
                        word(encrypted.keyId()),
                        encrypted.salt(),
                        word(encrypted.proof()),
                        encrypted.wrappedKey()));
    }

    static Optional<Encrypted> encrypted(Map<String, String> traits) {
        return Optional.ofNullable(traits.get(ENCRYPTED)).map(MoreTraits::parse);
    }

    private static Encrypted parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("not how an object is encrypted: " + text);
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
