package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A change that has yet to be validated.
 *
 * @param source what brought it about
 * @param who who asked, or which files
 * @param files those to be in force
 * @param overrides those to be in force
 * @param state the revision that first had these overrides, {@link #OWN} when this change makes them
 * @param confirmWithin when not null, it goes unless confirmed
 * @param committed when not null, the settings of the cluster that {@code overrides} holds from now on
 */
record Proposal(
        ChangeSource source,
        String who,
        FilesRead files,
        Overrides overrides,
        long state,
        @Nullable Duration confirmWithin,
        @Nullable CommittedOverrides committed) {

    static final long OWN = -1;

    /** A change that this node makes for itself. */
    Proposal(
            ChangeSource source,
            String who,
            FilesRead files,
            Overrides overrides,
            long state,
            @Nullable Duration confirmWithin) {
        this(source, who, files, overrides, state, confirmWithin, null);
    }
}
