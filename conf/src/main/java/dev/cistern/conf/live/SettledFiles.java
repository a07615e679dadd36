package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what was read the same twice in a row: a file in the middle of being written, or gone for a moment, is
 * passed over. Confined to one context.
 */
final class SettledFiles {
    private @Nullable FilesRead last;
    private @Nullable FilesRead settled;

    /** Takes the newest reading; the newest settled one, null while there is none. */
    @Nullable
    FilesRead after(FilesRead reading) {
        if (reading.equals(last)) {
            settled = reading;
        }
        last = reading;
        return settled;
    }
}
