package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import io.vertx.core.Future;

/**
 * Asked before a change is made whether what it brings can be used here, for what no value tells alone. Called on the service's
 * context; must not block. The change waits for the answer.
 */
@FunctionalInterface
public interface SettingsGuard {
    /**
     * Changes nothing.
     *
     * @return fails with an {@link dev.cistern.conf.load.InvalidSettingsException} where the change is not to be made
     */
    Future<Void> check(Settings before, Settings now);
}
