package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.conf.load.ResolvedSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings of a running node: what is in force, and the one way to change it.
 *
 * <p>All methods may be called from any thread and none blocks. Changes happen one at a time, in the order asked; at
 * most 64 may wait, more are refused with {@link ChangeRefusedException}. Invalid changes fail with
 * {@link dev.cistern.conf.load.InvalidSettingsException} and change nothing.
 */
public interface SettingsService {

    /**
     * Reads all sources and starts watching the files. Fails with
     * {@link dev.cistern.conf.load.InvalidSettingsException} when they cannot be used, naming every problem, and with an
     * {@link java.io.IOException} when the state folder cannot. A change that awaited confirmation when the process ended
     * is put back.
     */
    static Future<SettingsService> start(Vertx vertx, SettingsOptions options) {
        return LiveSettings.start(vertx, options, Time.of(vertx));
    }

    /**
     * What {@link #start} will find, for what must be known before there is a Vert.x instance. Blocks.
     *
     * @throws dev.cistern.conf.load.InvalidSettingsException when the sources cannot be used, naming every problem
     */
    static Settings stored(SettingsOptions options) throws IOException, InvalidSettingsException {
        return Opening.open(options, Instant.now()).inForce().resolved().settings();
    }

    /** The effective values in force. */
    Settings settings();

    /** The values in force with their origins, clamps and warnings. */
    ResolvedSettings current();

    /** Number of the last change; 0 when there was none. */
    long revision();

    /** Adds a listener; running the result removes it. */
    Runnable subscribe(SettingsListener listener);

    /** Has somebody asked before each change, from now on. */
    void guard(SettingsGuard guard);

    /** Adds a listener for files that cannot be used; running the result removes it. */
    Runnable onRejection(RejectionListener listener);

    /** Sets or clears overrides; completes when every listener has applied the change. */
    Future<ChangeReport> change(ChangeRequest request);

    /**
     * What a change would bring, without making it: the values as they would be, with their clamps and warnings. Fails
     * with {@link dev.cistern.conf.load.InvalidSettingsException} where the values cannot be used.
     */
    Future<ResolvedSettings> preview(ChangeRequest request);

    /** The kept changes, oldest first, at most 1,000. */
    List<HistoryEntry> history();

    /** Undoes the last change of overrides; asked again, the one before it. */
    Future<ChangeReport> rollback(String who);

    /** Puts the overrides back as they were at a revision; 0 is none at all. */
    Future<ChangeReport> rollback(String who, long revision);

    /** Keeps the change on probation; answers its revision, or fails with {@link ChangeRefusedException}. */
    Future<Long> confirm(String who);

    /** The change that reverts by itself unless confirmed; empty when there is none. */
    Optional<PendingChange> pending();

    /** Why the watched files are not in force; empty while they are. */
    List<Problem> problems();

    /** Times that watched files were refused since the start. */
    long rejections();

    /**
     * Takes over what the cluster agreed on, in place of the overrides for every node that it had; from then on these are
     * changed this way alone. Settings that it has already, or later ones, are left as they are.
     *
     * @return what it did; fails with {@link dev.cistern.conf.load.InvalidSettingsException} where this node cannot use them,
     *     and then changes nothing
     */
    Future<ChangeReport> adopt(CommittedOverrides committed);

    /** What {@link #adopt} would bring, without doing it. */
    Future<ResolvedSettings> preview(CommittedOverrides committed);

    /** The overrides for every node that this one has. */
    NavigableMap<String, OverrideValue> clusterOverrides();

    /** Version of the cluster's settings in force, 0 where there are none. */
    long clusterVersion();

    /**
     * Adds a listener for a change of the cluster on trial since which requests fail here; told why, once a second.
     * Running the result removes it.
     */
    Runnable onWorsening(Consumer<String> listener);

    /** Stops watching and waits for the change in progress; what is in force stays readable. */
    Future<Void> close();
}
