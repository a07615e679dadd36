package dev.cistern.node.cli;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512MiB}, {@code 100GiB}, {@code 2TiB}, or bytes. */
final class Sizes {
    private static final String UNITS = "bkmgt";
    private static final int UNIT_BITS = 10;
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([kmgt])ib|(\\d{1,18})b?");

    private Sizes() {}

    /** In bytes; empty where it is none. */
    static OptionalLong parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                matcher.group(3) == null
                        ? Long.parseLong(matcher.group(1)) << (UNIT_BITS * UNITS.indexOf(matcher.group(2)))
                        : Long.parseLong(matcher.group(3)));
    }
}
