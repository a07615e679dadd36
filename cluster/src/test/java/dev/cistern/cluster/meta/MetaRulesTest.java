package dev.cistern.cluster.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.cluster.meta.MetaCommand.Asked;
import dev.cistern.cluster.meta.MetaCommand.RollBack;
import dev.cistern.conf.live.OverrideValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MetaRulesTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String KEY = "net.http.idle_conns";

    private MetaState state = MetaState.NOTHING;
    private long wishes;

    static Member member(String name, String incarnation) {
        return new Member(
                name,
                incarnation,
                "127.0.0.1:7071",
                "http://127.0.0.1:7070",
                "zone",
                100,
                "0.1.0",
                Member.State.ACTIVE);
    }

    private Asked asked() {
        return new Asked(new UUID(0, ++wishes), "ann", NOON);
    }

    @CanIgnoreReturnValue
    private Outcome apply(MetaCommand command) {
        MetaRules.Step step = MetaRules.apply(state, command);
        state = step.state();
        return step.outcome();
    }

    private void found() {
        TreeMap<String, OverrideValue> first = new TreeMap<>(Map.of(KEY, new OverrideValue("500", "bob", NOON)));
        assertThat(apply(new MetaCommand.Found("c1", member("a", "1"), first, asked()))
                        .isDone())
                .isTrue();
    }

    @CanIgnoreReturnValue
    private Outcome set(String value) {
        return apply(new MetaCommand.ChangeSettings(
                asked(), state.settings().version(), Map.of(KEY, value), Set.of(), null));
    }

    @CanIgnoreReturnValue
    private Outcome setOnTrial(String value) {
        return apply(new MetaCommand.ChangeSettings(
                asked(), state.settings().version(), Map.of(KEY, value), Set.of(), Duration.ofSeconds(60)));
    }

    @CanIgnoreReturnValue
    private Outcome rollBack(long to) {
        return apply(new RollBack(asked(), state.settings().version(), to));
    }

    private String value() {
        OverrideValue value = state.settings().overrides().get(KEY);
        return value == null ? "" : value.value();
    }

    @Test
    void aClusterBeginsWithItsFirstNodeAndThatNodesOverrides() {
        found();

        assertThat(state.cluster()).isEqualTo("c1");
        assertThat(state.members()).containsOnlyKeys("a");
        assertThat(state.settings().version()).isEqualTo(1);
        assertThat(value()).isEqualTo("500");
    }

    @Test
    void aClusterIsFoundedOnce() {
        found();
        MetaCommand again = new MetaCommand.Found("c2", member("b", "1"), new TreeMap<>(), asked());

        assertThat(apply(again).code()).isEqualTo(Outcome.Code.REFUSED);
        assertThat(state.cluster()).isEqualTo("c1");
    }

    @Test
    void nothingElseIsDoneBeforeThereIsACluster() {
        assertThat(set("1").code()).isEqualTo(Outcome.Code.REFUSED);
        assertThat(state).isEqualTo(MetaState.NOTHING);
    }

    @Test
    void aMemberPutTwiceIsOneMemberAndOneEpoch() {
        found();
        apply(new MetaCommand.PutMember(member("b", "1")));
        long epoch = state.epoch();
        apply(new MetaCommand.PutMember(member("b", "1")));

        assertThat(state.members()).containsOnlyKeys("a", "b");
        assertThat(state.epoch()).isEqualTo(epoch);
    }

    @Test
    void anotherIncarnationTakesTheMembersPlaceAndTheFirstNeverComesBack() {
        found();
        apply(new MetaCommand.PutMember(member("b", "1")));
        apply(new MetaCommand.PutMember(member("b", "2")));

        assertThat(state.members().values()).extracting(Member::peerId).containsExactly("a-1", "b-2");
        assertThat(state.removed()).containsExactly("b-1");
        assertThat(apply(new MetaCommand.PutMember(member("b", "1"))).code()).isEqualTo(Outcome.Code.REFUSED);
    }

    @Test
    void everyIncarnationHasANumberOfItsOwnWhichIsNeverGivenAgain() {
        found();
        apply(new MetaCommand.PutMember(member("b", "1")));
        apply(new MetaCommand.PutMember(member("b", "1").in(Member.State.LEAVING)));
        assertThat(state.members().get("a")).extracting(Member::number).isEqualTo(0);
        assertThat(state.members().get("b")).extracting(Member::number).isEqualTo(1);

        apply(new MetaCommand.PutMember(member("b", "2")));
        apply(new MetaCommand.RemoveMember("b-2"));
        apply(new MetaCommand.PutMember(member("c", "1")));
        assertThat(state.members().get("c")).extracting(Member::number).isEqualTo(3);
        assertThat(state.numbered(3)).contains(state.members().get("c"));
        assertThat(state.numbered(1)).isEmpty();
    }

    @Test
    void onlyTheNamedIncarnationIsRemovedAndNeverTheLastMember() {
        found();
        apply(new MetaCommand.PutMember(member("b", "2")));
        assertThat(apply(new MetaCommand.RemoveMember("b-1")).isDone()).isTrue();
        assertThat(state.members()).containsOnlyKeys("a", "b");

        assertThat(apply(new MetaCommand.RemoveMember("b-2")).isDone()).isTrue();
        assertThat(apply(new MetaCommand.RemoveMember("a-1")).code()).isEqualTo(Outcome.Code.REFUSED);
        assertThat(state.members()).containsOnlyKeys("a");
    }

    @Test
    void aClusterHasAtMostNineMembers() {
        found();
        for (int i = 1; i < MetaState.MOST_MEMBERS; i++) {
            assertThat(apply(new MetaCommand.PutMember(member("n" + i, "1"))).isDone())
                    .isTrue();
        }

        assertThat(apply(new MetaCommand.PutMember(member("n9", "1"))).code()).isEqualTo(Outcome.Code.REFUSED);
    }

    @Test
    void aChangeCheckedAgainstOtherSettingsIsAConflict() {
        found();
        set("600");
        Outcome late = apply(new MetaCommand.ChangeSettings(asked(), 1, Map.of(KEY, "700"), Set.of(), null));

        assertThat(late.code()).isEqualTo(Outcome.Code.CONFLICT);
        assertThat(late.number()).isEqualTo(2);
        assertThat(value()).isEqualTo("600");
    }

    @Test
    void aChangeSentTwiceIsDoneOnceAndAnsweredAlike() {
        found();
        MetaCommand change = new MetaCommand.ChangeSettings(asked(), 1, Map.of(KEY, "600"), Set.of(), null);
        Outcome first = apply(change);
        set("700");

        assertThat(apply(change)).isEqualTo(first);
        assertThat(value()).isEqualTo("700");
    }

    @Test
    void rollbackUndoesChangeAfterChange() {
        found();
        set("600");
        set("700");

        rollBack(RollBack.LAST);
        assertThat(value()).isEqualTo("600");
        rollBack(RollBack.LAST);
        assertThat(value()).isEqualTo("500");
        assertThat(rollBack(RollBack.LAST).code()).isEqualTo(Outcome.Code.REFUSED);
        rollBack(3);
        assertThat(value()).isEqualTo("700");
        rollBack(0);
        assertThat(value()).isEmpty();
        assertThat(rollBack(99).code()).isEqualTo(Outcome.Code.REFUSED);
    }

    @Test
    void aChangeOnTrialHoldsOffOthersUntilItIsConfirmed() {
        found();
        setOnTrial("600");
        assertThat(set("700").code()).isEqualTo(Outcome.Code.REFUSED);

        assertThat(apply(new MetaCommand.Confirm(2)).isDone()).isTrue();
        assertThat(set("700").isDone()).isTrue();
        assertThat(apply(new MetaCommand.Revert(asked(), 2)).code()).isEqualTo(Outcome.Code.REFUSED);
    }

    @Test
    void aChangeOnTrialIsPutBackOnce() {
        found();
        setOnTrial("600");
        assertThat(apply(new MetaCommand.Revert(asked(), 2)).isDone()).isTrue();

        assertThat(value()).isEqualTo("500");
        assertThat(state.settings().trial()).isNull();
        assertThat(apply(new MetaCommand.Revert(asked(), 2)).code()).isEqualTo(Outcome.Code.REFUSED);
        assertThat(apply(new MetaCommand.Confirm(2)).code()).isEqualTo(Outcome.Code.REFUSED);
    }

    @Test
    void theHistoryIsBounded() {
        found();
        for (int i = 0; i < 2 * SettingsState.MOST_CHANGES; i++) {
            set("" + (1_000 + i));
        }

        assertThat(state.settings().history()).hasSize(SettingsState.MOST_CHANGES);
        assertThat(state.settings().version()).isEqualTo(2 * SettingsState.MOST_CHANGES + 1);
    }
}
