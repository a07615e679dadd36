package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a version from being removed.
 *
 * @param retention until when
 * @param hold whether it is held until somebody lets go
 */
public record ObjectLock(Optional<Retention> retention, Hold hold) {
    public static final ObjectLock NONE = new ObjectLock(Optional.empty(), Hold.UNSET);

    /** Who can end a retention early. */
    public enum Mode {
        /** Whoever may bypass it, and says so. */
        GOVERNANCE,
        /** Nobody. */
        COMPLIANCE
    }

    /** Whether a version is held. */
    public enum Hold {
        /** Nobody ever said. */
        UNSET,
        OFF,
        ON
    }

    /** Whether a request may end a retention in governance mode. */
    public enum Bypass {
        NONE,
        GOVERNANCE
    }

    /** @param until to the millisecond */
    public record Retention(Mode mode, Instant until) {

        /** Whether this is as long and as strict as another, so that it may take its place. */
        private boolean isAtLeast(Retention other) {
            return mode == other.mode && !until.isBefore(other.until);
        }
    }

    /** A change of a version's lock. */
    public sealed interface Change {

        /** @param retention empty to end it */
        record Retain(Optional<Retention> retention, Bypass bypass) implements Change {}

        /** Holds a version, or lets go of it. */
        record SetHold(Hold hold) implements Change {}
    }

    /** @throws StoreException {@link Code#LOCKED} where the version must stay */
    public void requireRemovable(ObjectVersion version, Instant now, Bypass bypass) {
        if (hold == Hold.ON) {
            throw new StoreException(Code.LOCKED, version + " is under legal hold");
        }
        requireRetentionOpen(version, now, bypass);
    }

    /** @throws StoreException {@link Code#LOCKED} where the lock must not become less */
    public ObjectLock changed(ObjectVersion version, Change change, Instant now) {
        if (change instanceof Change.SetHold set) {
            return new ObjectLock(retention, set.hold());
        }
        Change.Retain retain = (Change.Retain) change;
        boolean stays = retention.isEmpty()
                || retain.retention()
                        .filter(wanted -> wanted.isAtLeast(retention.get()))
                        .isPresent();
        if (!stays) {
            requireRetentionOpen(version, now, retain.bypass());
        }
        return new ObjectLock(retain.retention(), hold);
    }

    private void requireRetentionOpen(ObjectVersion version, Instant now, Bypass bypass) {
        boolean open = retention.isEmpty()
                || !retention.get().until().isAfter(now)
                || (retention.get().mode() == Mode.GOVERNANCE && bypass == Bypass.GOVERNANCE);
        if (!open) {
            throw new StoreException(
                    Code.LOCKED,
                    version + " is retained until " + retention.get().until() + " in "
                            + retention.get().mode() + " mode");
        }
    }
}
