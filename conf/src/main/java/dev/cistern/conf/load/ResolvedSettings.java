package dev.cistern.conf.load;

import dev.cistern.conf.Settings;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of resolving all sources.
 *
 * @param settings the effective values
 * @param entries one per key, in the order of the catalogue
 * @param warnings what is accepted but looks unwise
 * @param pems the files that TLS keys name, as they are in force
 */
public record ResolvedSettings(Settings settings, List<SettingEntry> entries, List<String> warnings, PemFiles pems) {

    /** Copies the lists. */
    public ResolvedSettings {
        entries = List.copyOf(entries);
        warnings = List.copyOf(warnings);
    }

    /** The entry of exactly this key. */
    public Optional<SettingEntry> entry(String key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /** The entries of a key or of a section such as {@code net.http}; all for the empty string. */
    public List<SettingEntry> under(String prefix) {
        return entries.stream()
                .filter(entry -> prefix.isEmpty()
                        || entry.key().equals(prefix)
                        || entry.key().startsWith(prefix + "."))
                .toList();
    }
}
