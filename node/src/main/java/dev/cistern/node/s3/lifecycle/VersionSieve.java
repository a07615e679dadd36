package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.store.ObjectInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which versions of a bucket go, as they pass by in the order of a listing: by key, and of each key the newest first.
 * What it knows of a key it keeps from page to page. Pure; used by one walk.
 */
final class VersionSieve {
    private final LifecycleRules rules;
    private final Instant now;

    private String key = "";
    /** When the version before was written, which is when this one was replaced. */
    private Instant newer = Instant.MAX;
    /** Versions of the key that were replaced and are newer than this one. */
    private int replaced;
    /** A delete marker that is the latest of its key, while nothing else was seen of it. */
    private @Nullable ObjectInfo lone;

    /** @param now to which everything is held */
    VersionSieve(LifecycleRules rules, Instant now) {
        this.rules = rules;
        this.now = now;
    }

    /**
     * A version as a listing shows it.
     *
     * @param latest whether it is the newest of its key
     * @param marker whether it is a delete marker
     */
    record Version(ObjectInfo object, boolean latest, boolean marker) {}

    /** Takes the next page; what goes of the last key of it may come with a later one. */
    List<ObjectInfo> take(List<Version> page) {
        List<ObjectInfo> going = new ArrayList<>();
        page.forEach(version -> take(version, going));
        return going;
    }

    /** There are no more. */
    List<ObjectInfo> end() {
        List<ObjectInfo> going = new ArrayList<>();
        leave(going);
        return going;
    }

    private void take(Version version, List<ObjectInfo> going) {
        ObjectInfo object = version.object;
        if (!object.name().key().equals(key)) {
            leave(going);
            key = object.name().key();
            replaced = 0;
        }
        if (version.latest) {
            lone = version.marker ? object : null;
        } else {
            lone = null;
            if (rules.isOutlived(object, new LifecycleRules.Replaced(newer, replaced), now)) {
                going.add(object);
            }
            replaced++;
        }
        newer = object.modified();
    }

    private void leave(List<ObjectInfo> going) {
        ObjectInfo marker = lone;
        if (marker != null && rules.isNeedless(marker, now)) {
            going.add(marker);
        }
        lone = null;
    }
}
