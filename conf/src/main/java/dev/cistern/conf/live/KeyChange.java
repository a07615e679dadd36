package dev.cistern.conf.live;

import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.SettingEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change did to one key. Values are in canonical form; where the content of the file that a key names changed, the
 * effective ones are followed by that content in words.
 *
 * @param key the key
 * @param oldValue configured before
 * @param newValue configured now
 * @param oldEffective in force before
 * @param newEffective in force now
 * @param reason why {@code newEffective} differs from {@code newValue}, null when it does not
 */
public record KeyChange(
        String key,
        String oldValue,
        String newValue,
        String oldEffective,
        String newEffective,
        @Nullable String reason) {

    /** The keys whose configured or effective value differs, in the order of the catalogue. */
    static List<KeyChange> between(ResolvedSettings before, ResolvedSettings now) {
        List<KeyChange> changes = new ArrayList<>();
        for (int i = 0; i < now.entries().size(); i++) {
            SettingEntry was = before.entries().get(i);
            SettingEntry is = now.entries().get(i);
            String contentWas = before.settings().tls().contentOf(is.key());
            String contentIs = now.settings().tls().contentOf(is.key());
            if (!contentWas.equals(contentIs)) {
                String reason = is.reason() == null && !contentIs.isEmpty() ? "what is in the file" : is.reason();
                changes.add(new KeyChange(
                        is.key(),
                        was.configured(),
                        is.configured(),
                        with(was.effective(), contentWas),
                        with(is.effective(), contentIs),
                        reason));
            } else if (!was.configured().equals(is.configured())
                    || !was.effective().equals(is.effective())) {
                changes.add(new KeyChange(
                        is.key(), was.configured(), is.configured(), was.effective(), is.effective(), is.reason()));
            }
        }
        return List.copyOf(changes);
    }

    private static String with(String effective, String content) {
        return content.isEmpty() ? effective : effective + " (" + content + ")";
    }
}
