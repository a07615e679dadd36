package dev.cistern.node.engine.care;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * How one of the disks of a store is.
 *
 * @param path its folder
 * @param id of the disk, as its folder is marked; empty for the data folder, and for a folder that was never used
 * @param weight beside its free space, for what is new
 * @param space at the last look; all 0 while it is out
 * @param trouble why it is out
 * @param readable whether what lies on it can be read
 */
public record DiskFigures(
        String path,
        String id,
        State state,
        int weight,
        SpaceFigures space,
        Optional<String> trouble,
        boolean readable) {

    /** What is done with it. */
    public enum State {
        /** It takes what is new, where it has room. */
        OK,
        /** What lies on it is being moved to others. */
        DRAINING,
        /** It was drained, and nothing lies on it. */
        DRAINED,
        /** It is not in the settings any more, and holds bodies: they are read, and nothing is written. */
        UNLISTED,
        /** It takes no writes now, and may be unreadable; comes back by itself. */
        FAILED,
        /** A folder that was never a disk of this store, and cannot become one as it is. */
        REFUSED;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether somebody has to do something. */
    public boolean isBad() {
        return state == State.FAILED || state == State.REFUSED || state == State.UNLISTED;
    }

    /** Whether it has less room; not said of one that is out. */
    public boolean isBelow(long thresholdBytes) {
        return trouble.isEmpty() && space.free() < thresholdBytes;
    }

    /** As the administration shows it. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("path", path)
                .put("id", id)
                .put("state", state.word())
                .put("weight", weight)
                .put("total_bytes", space.total())
                .put("free_bytes", space.free())
                .put("promised_bytes", space.promised())
                .put("space", space.state().word());
        trouble.ifPresent(why -> json.put("trouble", why).put("readable", readable));
        return json;
    }
}
