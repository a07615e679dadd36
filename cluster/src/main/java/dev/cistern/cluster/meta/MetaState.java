package dev.cistern.cluster.meta;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What all nodes know alike, at one moment. Immutable.
 *
 * @param cluster its id; empty before it is founded
 * @param epoch grows by one with each change of the members
 * @param members by name
 * @param removed the peer ids that were members last, oldest first, at most {@value #MOST_REMOVED}
 * @param settings those that hold for every node
 * @param nextNumber of the next member that is taken in
 */
public record MetaState(
        String cluster,
        long epoch,
        NavigableMap<String, Member> members,
        List<String> removed,
        SettingsState settings,
        int nextNumber) {
    /** Most members: each of them votes, and more voters make every change slower and none safer. */
    public static final int MOST_MEMBERS = 9;

    /** Most peer ids of former members that are remembered. */
    public static final int MOST_REMOVED = 256;

    /** Before the cluster is founded. */
    public static final MetaState NOTHING = new MetaState("", 0, new TreeMap<>(), List.of(), SettingsState.NONE, 0);

    /** Copies the collections. */
    public MetaState {
        members = Collections.unmodifiableNavigableMap(new TreeMap<>(members));
        removed = List.copyOf(removed);
    }

    /** Whether there is a cluster. */
    public boolean isFounded() {
        return !cluster.isEmpty();
    }

    /** The member who is this peer. */
    public Optional<Member> peer(String peerId) {
        return members.values().stream()
                .filter(member -> member.peerId().equals(peerId))
                .findFirst();
    }

    /** The member of this number, unless it was removed. */
    public Optional<Member> numbered(int number) {
        return members.values().stream()
                .filter(member -> member.number() == number)
                .findFirst();
    }

    /** Members that vote. */
    public List<Member> voters() {
        return members.values().stream()
                .filter(member -> member.state().votes())
                .toList();
    }

    MetaState withNextNumber(int next) {
        return new MetaState(cluster, epoch, members, removed, settings, next);
    }

    MetaState with(SettingsState next) {
        return new MetaState(cluster, epoch, members, removed, next, nextNumber);
    }
}
