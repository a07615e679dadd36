package dev.cistern.node.engine.care;

import dev.cistern.node.engine.record.Places;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/** A check of a store that no node uses. */
public final class OfflineCheck {
    private OfflineCheck() {}

    /** A member of a cluster that is not asked who the others are: any blob may lie here, and need not. */
    public static final Stored.Neighbours UNASKED = new Stored.Neighbours() {
        @Override
        public boolean areThere() {
            return true;
        }

        @Override
        public boolean areKnown() {
            return true;
        }

        @Override
        public boolean placesAreKnown() {
            return false;
        }

        @Override
        public boolean placesHere(Places places) {
            return true;
        }

        @Override
        public boolean askForAnother(long blobId, Places places) {
            return false;
        }
    };

    /** The report of a check. Blocks until it is over. */
    public static JsonObject run(Stored stored) throws InterruptedException {
        Work work = new Work("check", InstantSource.system(), () -> Long.MAX_VALUE);
        Checks checks = new Checks(stored, work);
        checks.start();
        work.join();
        return checks.json();
    }
}
