package dev.cistern.cluster.meta;

import dev.cistern.conf.live.OverrideValue;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The settings that hold for every node.
 *
 * @param history the last changes, oldest first, at most {@value #MOST_CHANGES}; empty before the cluster is founded
 * @param trial the change that awaits confirmation, null when none does
 */
public record SettingsState(
        List<SettingsChange> history, @Nullable Trial trial) {
    /** Most changes that are kept. */
    public static final int MOST_CHANGES = 200;

    static final SettingsState NONE = new SettingsState(List.of(), null);

    /** Copies the list. */
    public SettingsState {
        history = List.copyOf(history);
    }

    /** Number of the last change, 0 before the first. */
    public long version() {
        return history.isEmpty() ? 0 : last().version();
    }

    /** The overrides in force. */
    public NavigableMap<String, OverrideValue> overrides() {
        return history.isEmpty() ? Collections.unmodifiableNavigableMap(new TreeMap<>()) : last().after();
    }

    /** The change that brought what is in force. There is none before the cluster is founded. */
    public SettingsChange last() {
        return history.get(history.size() - 1);
    }

    /** A kept change. */
    public Optional<SettingsChange> change(UUID id) {
        return history.stream().filter(change -> change.id().equals(id)).findFirst();
    }

    /** The overrides as they were at a version, if that is kept. */
    Optional<SettingsChange> at(long version) {
        return history.stream().filter(change -> change.version() == version).findFirst();
    }

    SettingsState with(SettingsChange change, @Nullable Trial next) {
        List<SettingsChange> changes = new java.util.ArrayList<>(history);
        changes.add(change);
        int over = changes.size() - MOST_CHANGES;
        return new SettingsState(over > 0 ? changes.subList(over, changes.size()) : changes, next);
    }
}
