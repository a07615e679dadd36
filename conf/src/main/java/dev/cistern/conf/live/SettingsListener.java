package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Told of every change of the effective settings, after it is on disk.
 *
 * <p>Called on the service's context, one change at a time; must not block. The next change waits for the answer, at
 * most 10 s. A failure does not undo the change: it becomes a warning in its report.
 */
@FunctionalInterface
public interface SettingsListener {

    /** Applies {@code now}; the answer counts what was done, e.g. {@code idle_connections_closed=212}. */
    Future<Map<String, Long>> settingsChanged(Settings before, Settings now);
}
