package dev.cistern.node.engine.care;

import io.vertx.core.json.JsonObject;

/**
 * The room on the disk of the data folder, in bytes, at the last look.
 *
 * @param total of the disk
 * @param free that can still be written
 * @param promised of those, to uploads in flight
 * @param warn threshold in force of {@link SpaceState#LOW}
 * @param min threshold in force of {@link SpaceState#FULL}
 * @param stop threshold in force of {@link SpaceState#CRITICAL}
 */
public record SpaceFigures(long total, long free, long promised, long warn, long min, long stop) {
    /** Which thresholds it is below. */
    public SpaceState state() {
        return free < stop
                ? SpaceState.CRITICAL
                : free < min ? SpaceState.FULL : free < warn ? SpaceState.LOW : SpaceState.OK;
    }

    /** As the administration shows it. */
    public JsonObject json() {
        return new JsonObject()
                .put("state", state().word())
                .put("total_bytes", total)
                .put("free_bytes", free)
                .put("promised_bytes", promised)
                .put("free_warn_bytes", warn)
                .put("free_min_bytes", min)
                .put("free_stop_bytes", stop);
    }
}
