package dev.cistern.node.copies;

import io.vertx.core.json.JsonObject;

/**
 * What repair has done since the start, and what is left of what it found to do.
 *
 * @param running whether it is at work
 * @param checked blobs that were compared with what is wished
 * @param copiedBlobs copies fetched
 * @param copiedBytes their bytes
 * @param placesChanged records whose places were changed
 * @param surplusDeleted copies deleted that were wished elsewhere
 * @param orphansDeleted files deleted that no record named
 * @param failed attempts that failed: copies that could not be fetched, records that could not be changed
 * @param undone blobs of which something is left to do; each is tried again after seconds, then minutes
 * @param leftBlobs copies still to be fetched
 * @param leftBytes their bytes
 * @param secondsLeft at the pace until now; 0 where nothing is left
 * @param allowedBytesPerSecond most that may be fetched now, so that clients' requests do not suffer
 */
public record RepairFigures(
        boolean running,
        long checked,
        long copiedBlobs,
        long copiedBytes,
        long placesChanged,
        long surplusDeleted,
        long orphansDeleted,
        long failed,
        long undone,
        long leftBlobs,
        long leftBytes,
        long secondsLeft,
        long allowedBytesPerSecond) {

    JsonObject json() {
        return new JsonObject()
                .put("running", running)
                .put("checked", checked)
                .put("copied_blobs", copiedBlobs)
                .put("copied_bytes", copiedBytes)
                .put("places_changed", placesChanged)
                .put("surplus_deleted", surplusDeleted)
                .put("orphans_deleted", orphansDeleted)
                .put("failed", failed)
                .put("undone", undone)
                .put("left_blobs", leftBlobs)
                .put("left_bytes", leftBytes)
                .put("seconds_left", secondsLeft)
                .put("allowed_bytes_per_second", allowedBytesPerSecond);
    }
}
