package dev.cistern.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The reference of all keys, out of the catalogue: as values, and as the page {@code docs/reference/settings.md}. */
public final class SettingsReference {
    private static final String HEAD = """
            # Settings

            Generated from the catalogue in `conf`; do not edit.

            Sources, lowest to highest: built-in default, settings files (`--config FILE` or a directory of `*.yaml`,
            `*.yml`, `*.json` in the order of their names), environment, command line (`--set key=value`), cluster
            override (`cistern config cluster key=value`), node override (`cistern config node key=value`).

            Durations are written `250ms`, `6s`, `1m30s`, `1h`; sizes `64KiB`, `16MiB`, `32kb` (1 kb = 1,000 bytes) or
            plain bytes. A value that would race or exceed another one is clamped, and the reason shown; with
            `net.http.strict: true` it is refused. The environment variable of a key is the key in upper case with
            `CISTERN_` before it and `_` for `.`.
            """;

    private SettingsReference() {}

    /** Every key; or one key, or those of a section such as {@code net.http}. Empty when there is none. */
    public static List<KeyDescription> describe(String prefix) {
        return Keys.list().stream()
                .filter(key -> prefix.isEmpty()
                        || key.name().equals(prefix)
                        || key.name().startsWith(prefix + "."))
                .<KeyDescription>map(SettingsReference::describe)
                .toList();
    }

    private static KeyDescription describe(Key<?> key) {
        return new KeyDescription(
                key.name(),
                key.type().label(),
                key.defaultText(),
                key.type().range(),
                key.type().zeroRule().words(),
                key.layer().label(),
                key.live(),
                key.variable(),
                key.sentence());
    }

    /** The whole page. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        String section = "";
        for (KeyDescription key : describe("")) {
            String own = key.key().substring(0, key.key().lastIndexOf('.'));
            if (!own.equals(section)) {
                page.append("\n## ").append(own).append("\n\n");
                page.append("| key | default | range | layer | change | what it does |\n|---|---|---|---|---|---|\n");
                section = own;
            }
            page.append(row(key));
        }
        return page.toString();
    }

    private static String row(KeyDescription key) {
        String zero = key.zero().isEmpty() ? "" : "; " + key.zero();
        return "| `%s` | `%s` | %s: %s%s | %s | %s | %s |\n"
                .formatted(
                        key.key(),
                        key.defaultValue(),
                        key.type(),
                        key.range(),
                        zero,
                        key.layer(),
                        key.live() ? "live" : "restart",
                        key.sentence());
    }

    /** Writes the page to the file named first. */
    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments[0]);
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(page, markdown());
    }
}
