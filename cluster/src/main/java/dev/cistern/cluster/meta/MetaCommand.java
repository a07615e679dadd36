package dev.cistern.cluster.meta;

import dev.cistern.conf.live.OverrideValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A wish to change what all nodes know. Carried out twice, it comes to the same as once. */
public sealed interface MetaCommand {

    /** The first of all. */
    record Found(String cluster, Member first, NavigableMap<String, OverrideValue> overrides, Asked asked)
            implements MetaCommand {
        /** Copies the map. */
        public Found {
            overrides = Collections.unmodifiableNavigableMap(new TreeMap<>(overrides));
        }
    }

    /**
     * Takes a member in, or notes what has changed about one. One of the same name and another incarnation takes that one's
     * place.
     */
    record PutMember(Member member) implements MetaCommand {}

    /** Forgets a member; only this incarnation of it. */
    record RemoveMember(String peerId) implements MetaCommand {}

    /**
     * Sets and clears overrides for every node.
     *
     * @param base the version that it was checked against; refused when another is in force
     * @param confirmWithin when not null, it goes unless confirmed
     */
    record ChangeSettings(
            Asked asked,
            long base,
            Map<String, String> set,
            Set<String> unset,
            @Nullable Duration confirmWithin) implements MetaCommand {
        /** Copies the collections, sorted. */
        public ChangeSettings {
            set = Collections.unmodifiableMap(new TreeMap<>(set));
            unset = Collections.unmodifiableSet(new TreeSet<>(unset));
        }
    }

    /**
     * Puts overrides back as they were.
     *
     * @param base the version that it was checked against
     * @param to a version, 0 for no overrides at all, {@link #LAST} for those before the last change
     */
    record RollBack(Asked asked, long base, long to) implements MetaCommand {
        /** Undo the last change; after a rollback, the one before the one gone back to. */
        public static final long LAST = -1;
    }

    /** Puts back a change on trial, if it still is. */
    record Revert(Asked asked, long version) implements MetaCommand {}

    /** Keeps a change on trial. */
    record Confirm(long version) implements MetaCommand {}

    /**
     * Who asks.
     *
     * @param id of the wish: sent again under the same id, it is the same wish
     * @param who for the history
     * @param when to the second
     */
    record Asked(UUID id, String who, Instant when) {}
}
