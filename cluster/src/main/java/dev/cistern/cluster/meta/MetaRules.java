package dev.cistern.cluster.meta;

import dev.cistern.cluster.meta.MetaCommand.Asked;
import dev.cistern.conf.live.OverrideValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What comes of a wish: a function of state and wish alone, so that it comes to the same on every node. */
public final class MetaRules {
    private MetaRules() {}

    /** The state after a wish, and the answer to it. */
    public record Step(MetaState state, Outcome outcome) {}

    /** Carries a wish out, on a copy. */
    public static Step apply(MetaState state, MetaCommand command) {
        if (command instanceof MetaCommand.Found found) {
            return found(state, found);
        }
        if (!state.isFounded()) {
            return refuse(state, "there is no cluster yet");
        }
        if (command instanceof MetaCommand.PutMember put) {
            return put(state, put.member());
        }
        if (command instanceof MetaCommand.RemoveMember remove) {
            return remove(state, remove.peerId());
        }
        if (command instanceof MetaCommand.ChangeSettings change) {
            return once(state, change.asked(), () -> change(state, change));
        }
        if (command instanceof MetaCommand.RollBack rollBack) {
            return once(state, rollBack.asked(), () -> rollBack(state, rollBack));
        }
        if (command instanceof MetaCommand.Revert revert) {
            return once(state, revert.asked(), () -> revert(state, revert));
        }
        return confirm(state, ((MetaCommand.Confirm) command).version());
    }

    private static Step found(MetaState state, MetaCommand.Found found) {
        if (state.cluster().equals(found.cluster())) {
            return new Step(state, Outcome.done(state.epoch()));
        }
        if (state.isFounded()) {
            return refuse(state, "the cluster " + state.cluster() + " is founded already");
        }
        NavigableMap<String, Member> members = new TreeMap<>();
        members.put(found.first().name(), found.first().numbered(0));
        SettingsChange first = new SettingsChange(
                1,
                found.asked().id(),
                SettingsChange.Source.FOUNDED,
                found.asked().who(),
                found.asked().when(),
                1,
                found.overrides());
        MetaState founded =
                new MetaState(found.cluster(), 1, members, List.of(), new SettingsState(List.of(first), null), 1);
        return new Step(founded, Outcome.done(1));
    }

    private static Step put(MetaState state, Member wished) {
        if (state.removed().contains(wished.peerId())) {
            return refuse(state, wished.peerId() + " was removed from the cluster");
        }
        Member before = state.members().get(wished.name());
        boolean isNew = before == null || !before.peerId().equals(wished.peerId());
        Member member = wished.numbered(before == null || isNew ? state.nextNumber() : before.number());
        if (member.equals(before)) {
            return new Step(state, Outcome.done(state.epoch()));
        }
        if (before == null && state.members().size() >= MetaState.MOST_MEMBERS) {
            return refuse(state, "the cluster has " + MetaState.MOST_MEMBERS + " nodes already, which is the most");
        }
        if (member.number() > Member.GREATEST_NUMBER) {
            return refuse(state, "the cluster has had " + member.number() + " nodes, and has no number for another");
        }
        NavigableMap<String, Member> members = new TreeMap<>(state.members());
        members.put(member.name(), member);
        List<String> removed = before != null && isNew ? removed(state, before.peerId()) : state.removed();
        MetaState numbered = isNew ? state.withNextNumber(member.number() + 1) : state;
        return members(numbered, members, removed);
    }

    private static Step remove(MetaState state, String peerId) {
        Optional<Member> member = state.peer(peerId);
        if (member.isEmpty()) {
            return new Step(state, Outcome.done(state.epoch()));
        }
        if (state.members().size() == 1) {
            return refuse(state, "it is the last node of the cluster");
        }
        NavigableMap<String, Member> members = new TreeMap<>(state.members());
        members.remove(member.get().name());
        return members(state, members, removed(state, peerId));
    }

    private static List<String> removed(MetaState state, String peerId) {
        List<String> removed = new ArrayList<>(state.removed());
        removed.add(peerId);
        int over = removed.size() - MetaState.MOST_REMOVED;
        return over > 0 ? removed.subList(over, removed.size()) : removed;
    }

    private static Step members(MetaState state, NavigableMap<String, Member> members, List<String> removed) {
        long epoch = state.epoch() + 1;
        return new Step(
                new MetaState(state.cluster(), epoch, members, removed, state.settings(), state.nextNumber()),
                Outcome.done(epoch));
    }

    /** A wish that was carried out before is answered as it was then. */
    private static Step once(MetaState state, Asked asked, java.util.function.Supplier<Step> otherwise) {
        return state.settings()
                .change(asked.id())
                .map(change -> new Step(state, Outcome.done(change.version())))
                .orElseGet(otherwise);
    }

    private static Step change(MetaState state, MetaCommand.ChangeSettings change) {
        SettingsState settings = state.settings();
        Trial trial = settings.trial();
        if (trial != null) {
            return refuse(
                    state, "change " + trial.version() + " awaits confirmation; confirm it or roll it back first");
        }
        if (change.base() != settings.version()) {
            return conflict(state);
        }
        Asked asked = change.asked();
        NavigableMap<String, OverrideValue> after = new TreeMap<>(settings.overrides());
        change.unset().forEach(after::remove);
        change.set().forEach((key, value) -> after.put(key, new OverrideValue(value, asked.who(), asked.when())));
        long version = settings.version() + 1;
        Trial next = change.confirmWithin() == null
                ? null
                : new Trial(version, settings.last().state(), change.confirmWithin());
        return settle(
                state,
                new SettingsChange(
                        version, asked.id(), SettingsChange.Source.COMMAND, asked.who(), asked.when(), version, after),
                next);
    }

    private static Step rollBack(MetaState state, MetaCommand.RollBack rollBack) {
        SettingsState settings = state.settings();
        if (rollBack.base() != settings.version()) {
            return conflict(state);
        }
        long to = rollBack.to();
        if (to == MetaCommand.RollBack.LAST) {
            to = settings.last().state() - 1;
            if (to < 1) {
                return refuse(state, "there is no change of the cluster's settings to undo");
            }
        }
        return restore(state, to, rollBack.asked(), SettingsChange.Source.ROLLBACK);
    }

    private static Step revert(MetaState state, MetaCommand.Revert revert) {
        Trial trial = state.settings().trial();
        if (trial == null || trial.version() != revert.version()) {
            return refuse(state, "change " + revert.version() + " does not await confirmation any more");
        }
        return restore(state, trial.restores(), revert.asked(), SettingsChange.Source.REVERT);
    }

    private static Step restore(MetaState state, long to, Asked asked, SettingsChange.Source source) {
        SettingsState settings = state.settings();
        NavigableMap<String, OverrideValue> after = new TreeMap<>();
        long first = 0;
        if (to != 0) {
            Optional<SettingsChange> kept = settings.at(to);
            if (kept.isEmpty()) {
                return refuse(
                        state,
                        "there is no change " + to + " of the cluster's settings; those kept are "
                                + settings.history().get(0).version() + " to " + settings.version()
                                + ", 0 is no overrides at all");
            }
            after.putAll(kept.get().after());
            first = kept.get().state();
        }
        return settle(
                state,
                new SettingsChange(settings.version() + 1, asked.id(), source, asked.who(), asked.when(), first, after),
                null);
    }

    private static Step confirm(MetaState state, long version) {
        SettingsState settings = state.settings();
        Trial trial = settings.trial();
        if (trial == null || trial.version() != version) {
            return refuse(state, "no change awaits confirmation");
        }
        return new Step(state.with(new SettingsState(settings.history(), null)), Outcome.done(version));
    }

    private static Step settle(MetaState state, SettingsChange change, @Nullable Trial trial) {
        return new Step(state.with(state.settings().with(change, trial)), Outcome.done(change.version()));
    }

    private static Step conflict(MetaState state) {
        return new Step(
                state,
                new Outcome(Outcome.Code.CONFLICT, state.settings().version(), "the settings were changed meanwhile"));
    }

    private static Step refuse(MetaState state, String message) {
        return new Step(state, Outcome.refused(message));
    }
}
