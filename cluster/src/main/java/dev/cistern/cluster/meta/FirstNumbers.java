package dev.cistern.cluster.meta;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Numbers for the members of a cluster that an earlier program made, which had none: alike on every node. */
final class FirstNumbers {
    private FirstNumbers() {}

    /** The founder's is 0, if it is known and still there; the others follow in order of name. */
    static MetaState given(MetaState state) {
        String founder = state.settings().history().stream()
                .filter(change -> change.source() == SettingsChange.Source.FOUNDED)
                .map(SettingsChange::who)
                .findFirst()
                .orElse("");
        NavigableMap<String, Member> members = new TreeMap<>(state.members());
        int next = 1;
        for (Member member : state.members().values()) {
            boolean first = member.name().equals(founder);
            members.put(member.name(), member.numbered(first ? 0 : next));
            next += first ? 0 : 1;
        }
        return new MetaState(state.cluster(), state.epoch(), members, state.removed(), state.settings(), next);
    }
}
