package dev.cistern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.raft.Ballot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Members a to e, of which this is a, and the others answer when and what a test says. */
final class CommittedIndexTest {
    private static final List<Set<String>> THREE = List.of(Set.of("a", "b", "c"));

    private final Map<String, Deque<Promise<Ballot>>> asked = new HashMap<>();
    private final List<String> members = new ArrayList<>(List.of("a", "b", "c"));
    private Ballot own = Ballot.of(7);
    private final Deque<Runnable> pauses = new ArrayDeque<>();
    private final CommittedIndex index = new CommittedIndex("a", () -> own, () -> members, this::ask, pauses::add);

    private Future<Ballot> ask(String id) {
        Promise<Ballot> promise = Promise.promise();
        asked.computeIfAbsent(id, first -> new ArrayDeque<>()).add(promise);
        return promise.future();
    }

    private int questionsTo(String id) {
        return asked.getOrDefault(id, new ArrayDeque<>()).size();
    }

    private Promise<Ballot> question(String id) {
        return asked.getOrDefault(id, new ArrayDeque<>()).remove();
    }

    private static Ballot leads(long term, long committed) {
        return new Ballot(term, true, committed, THREE);
    }

    @Test
    void theLeaderAndOneOfThreeThatKnowsNoLaterTermAreEnough() {
        Future<Long> answer = index.ask();
        assertThat(answer.isComplete()).isFalse();

        question("b").complete(leads(7, 42));

        assertThat(answer.result()).isEqualTo(42);
    }

    @Test
    void aLeaderNeedsOneOtherOfThree() {
        own = leads(7, 42);
        Future<Long> answer = index.ask();
        assertThat(answer.isComplete()).isFalse();

        question("c").complete(Ballot.of(7));

        assertThat(answer.result()).isEqualTo(42);
    }

    @Test
    void aLeaderThatTheOthersHaveLeftIsNotBelieved() {
        own = leads(7, 42);
        Future<Long> answer = index.ask();

        question("b").complete(leads(8, 50));
        assertThat(answer.isComplete()).isFalse();
        question("c").complete(Ballot.of(8));

        assertThat(answer.result()).isEqualTo(50);
    }

    @Test
    void aLeaderAloneIsNotBelieved() {
        own = leads(7, 42);
        Future<Long> answer = index.ask();

        question("b").fail("no answer");
        question("c").fail("no answer");

        assertThat(answer.failed()).isTrue();
    }

    @Test
    void whileVotersAreChangedMajoritiesOfBothSetsAreNeeded() {
        members.addAll(List.of("d", "e"));
        own = new Ballot(7, true, 42, List.of(Set.of("a", "b", "c"), Set.of("a", "d", "e")));
        Future<Long> answer = index.ask();

        question("b").complete(Ballot.of(7));
        question("c").complete(Ballot.of(7));
        assertThat(answer.isComplete()).isFalse();
        question("d").complete(Ballot.of(7));

        assertThat(answer.result()).isEqualTo(42);
    }

    @Test
    void membersThatDoNotVoteDoNotCount() {
        members.add("d");
        own = leads(7, 42);
        Future<Long> answer = index.ask();

        question("d").complete(Ballot.of(7));
        assertThat(answer.isComplete()).isFalse();
        question("b").complete(Ballot.of(7));

        assertThat(answer.result()).isEqualTo(42);
    }

    @Test
    void aMemberAloneIsItsOwnMajority() {
        members.retainAll(List.of("a"));
        own = new Ballot(1, true, 3, List.of(Set.of("a")));

        assertThat(index.ask().result()).isEqualTo(3);
    }

    @Test
    void whoIsSlowIsAskedOnceMoreForAllRoundsThatBeganMeanwhile() {
        own = leads(7, 42);
        Future<Long> first = index.ask();
        question("b").complete(Ballot.of(7));
        assertThat(first.result()).isEqualTo(42);

        Future<Long> second = index.ask();
        Future<Long> third = index.ask();
        assertThat(questionsTo("c")).isEqualTo(1);
        assertThat(questionsTo("b")).isEqualTo(1);

        question("c").complete(Ballot.of(7));
        assertThat(second.isComplete())
                .as("c was asked before the second began")
                .isFalse();
        assertThat(questionsTo("c")).isEqualTo(1);
        question("c").complete(Ballot.of(7));
        assertThat(second.result()).isEqualTo(42);
        assertThat(third.result()).isEqualTo(42);
    }

    @Test
    void whileOneDoesNotAnswerTheOthersAreAskedAgainAndMayHaveElectedOne() {
        Future<Long> answer = index.ask();
        question("b").complete(Ballot.of(7));
        assertThat(questionsTo("b")).isZero();

        pauses.remove().run();
        question("b").complete(Ballot.of(8));
        assertThat(answer.isComplete()).as("nobody leads yet").isFalse();
        own = Ballot.of(8);
        pauses.remove().run();
        question("b").complete(leads(8, 51));

        assertThat(answer.result()).isEqualTo(51);
        assertThat(questionsTo("c")).as("it is asked already").isEqualTo(1);
        pauses.remove().run();
        assertThat(pauses).as("nobody is asked when the round is over").isEmpty();
        assertThat(questionsTo("b")).isZero();
    }

    @Test
    void aRoundInWhichAllHaveAnsweredEnds() {
        Future<Long> answer = index.ask();
        question("b").complete(Ballot.of(7));
        pauses.remove().run();
        question("c").fail("no answer");
        assertThat(answer.isComplete()).as("b is being asked again").isFalse();

        question("b").complete(Ballot.of(7));

        assertThat(answer.failed()).isTrue();
    }
}
