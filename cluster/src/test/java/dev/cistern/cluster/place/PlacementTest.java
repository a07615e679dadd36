package dev.cistern.cluster.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class PlacementTest {
    private static final int BLOBS = 100_000;

    private static List<Candidate> members(int... weights) {
        List<Candidate> members = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            members.add(new Candidate(i, weights[i], ""));
        }
        return members;
    }

    /** Blobs of several members, each with its own count, as they are in a cluster. */
    private static long blob(int i) {
        return ((long) (i % 5) << 48) | (i / 5);
    }

    private static Map<Integer, Integer> load(Placement placement) {
        Map<Integer, Integer> load = new HashMap<>();
        for (int i = 0; i < BLOBS; i++) {
            placement.wished(blob(i)).forEach(member -> load.merge(member, 1, Integer::sum));
        }
        return load;
    }

    private static void assertEvenByWeight(List<Candidate> members, int copies) {
        double weight = members.stream().mapToInt(Candidate::weight).sum();
        Map<Integer, Integer> load = load(new Placement(members, copies));
        for (Candidate member : members) {
            double due = BLOBS * copies * member.weight() / weight;
            assertThat((double) load.getOrDefault(member.number(), 0))
                    .as("blobs of member %d", member.number())
                    .isCloseTo(due, Percentage.withPercentage(10));
        }
    }

    @Test
    void copiesAreSpreadByWeight() {
        assertEvenByWeight(members(100, 100, 100, 100, 100), 3);
        assertEvenByWeight(members(100, 200, 100, 300), 1);
        assertEvenByWeight(members(100, 100, 100, 100, 100, 100, 200, 200, 200), 3);
        assertEvenByWeight(members(50, 100, 150, 100, 100), 2);
    }

    @Test
    void whoIsDueMoreThanOneOfTheCopiesGetsOneOfEachBlob() {
        Map<Integer, Integer> load = load(new Placement(members(10_000, 100, 100, 100, 100), 3));

        assertThat(load.get(0)).isCloseTo(BLOBS, Percentage.withPercentage(1));
        for (int other = 1; other < 5; other++) {
            assertThat(load.get(other)).isCloseTo(BLOBS / 2, Percentage.withPercentage(10));
        }
    }

    @Test
    void onlyWhatTheNewMemberTakesMoves() {
        Placement before = new Placement(members(100, 100, 100, 100), 3);
        Placement after = new Placement(members(100, 100, 100, 100, 100), 3);
        int moved = 0;
        for (int i = 0; i < BLOBS; i++) {
            Set<Integer> left = new HashSet<>(before.wished(blob(i)));
            left.removeAll(after.wished(blob(i)));
            Set<Integer> come = new HashSet<>(after.wished(blob(i)));
            come.removeAll(before.wished(blob(i)));
            assertThat(come).isSubsetOf(4);
            moved += left.size();
        }
        assertThat((double) moved).isCloseTo(BLOBS * 3 / 5.0, Percentage.withPercentage(5));
    }

    @Test
    void unequalWeightsMoveLittleMoreThanTheNewMemberTakes() {
        Placement before = new Placement(members(100, 200, 100, 150), 3);
        Placement after = new Placement(members(100, 200, 100, 150, 100), 3);
        int moved = 0;
        for (int i = 0; i < BLOBS; i++) {
            Set<Integer> come = new HashSet<>(after.wished(blob(i)));
            come.removeAll(before.wished(blob(i)));
            moved += come.size();
        }
        double taken = load(after).getOrDefault(4, 0);
        assertThat(moved / taken).isBetween(1.0, 1.2);
    }

    @Test
    void whoGoesIsReplacedByTheNextOfTheOrder() {
        Placement five = new Placement(members(100, 100, 100, 100, 100), 3);
        Placement four = new Placement(members(100, 100, 100, 100), 3);
        for (int i = 0; i < 1_000; i++) {
            List<Integer> without = new ArrayList<>(five.order(blob(i)));
            without.remove(Integer.valueOf(4));
            assertThat(four.order(blob(i))).isEqualTo(without);
        }
    }

    @Test
    void noZoneHasTwoCopiesWhileAnotherHasNone() {
        List<Candidate> members = List.of(
                new Candidate(0, 100, "a"),
                new Candidate(1, 100, "a"),
                new Candidate(2, 100, "a"),
                new Candidate(3, 100, "b"),
                new Candidate(4, 100, "b"),
                new Candidate(5, 100, "c"));
        Map<Integer, String> zones = new HashMap<>();
        members.forEach(member -> zones.put(member.number(), member.zone()));
        Placement three = new Placement(members, 3);
        Placement four = new Placement(members, 4);
        for (int i = 0; i < 10_000; i++) {
            assertThat(three.wished(blob(i)).stream().map(zones::get)).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(four.wished(blob(i)).stream().map(zones::get)).contains("a", "b", "c");
        }
    }

    @Test
    void zonesShareByTheirWeightAndTheirMembersByTheirs() {
        List<Candidate> members = List.of(
                new Candidate(0, 100, "a"),
                new Candidate(1, 100, "a"),
                new Candidate(2, 200, "b"),
                new Candidate(3, 50, "c"),
                new Candidate(4, 150, "c"),
                new Candidate(5, 200, "d"));

        assertEvenByWeight(members, 2);
    }

    @Test
    void thereAreNoMoreCopiesThanMembersAndNoMemberTwice() {
        for (int count = 1; count <= 9; count++) {
            int[] weights = new int[count];
            java.util.Arrays.fill(weights, 100);
            Placement placement = new Placement(members(weights), 3);
            assertThat(placement.copies()).isEqualTo(Math.min(3, count));
            assertThat(placement.order(7)).hasSize(count).doesNotHaveDuplicates();
            assertThat(placement.wished(7)).hasSize(Math.min(3, count));
        }
    }

    @Test
    void theAnswerIsTheSameOnEveryNodeWhateverTheOrderOfTheMembers() {
        List<Candidate> members = members(100, 200, 300);
        List<Candidate> turned = List.of(members.get(2), members.get(0), members.get(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(new Placement(turned, 2).order(blob(i))).isEqualTo(new Placement(members, 2).order(blob(i)));
        }
    }
}
