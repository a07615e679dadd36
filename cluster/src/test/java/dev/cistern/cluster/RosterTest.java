package dev.cistern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RosterTest {
    private static final Roster.Word WORD = new Roster.Word(3, "", List.of(), null);

    private final AtomicLong now = new AtomicLong(1_000);
    private final Roster roster = new Roster(now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aPeerIsNearUntilItIsSilentForLong() {
        roster.keepOnly(Set.of("b"));
        roster.heard("b", WORD);
        pass(Roster.NEAR.minusMillis(1));
        assertThat(roster.isNear("b")).isTrue();

        pass(Duration.ofMillis(1));
        assertThat(roster.isNear("b")).isFalse();
        assertThat(roster.isWorthAsking("b")).isFalse();
        assertThat(roster.silence("b")).contains(Roster.NEAR);
        assertThat(roster.word("b")).contains(WORD);
    }

    @Test
    void aNewMemberIsAskedBeforeItWasHeardOfButNotTakenForNear() {
        roster.keepOnly(Set.of("b"));

        assertThat(roster.isWorthAsking("b")).isTrue();
        assertThat(roster.isNear("b")).isFalse();
        pass(Roster.NEAR);
        assertThat(roster.isWorthAsking("b")).isFalse();
    }

    @Test
    void whoIsNoMemberAnyMoreIsForgotten() {
        roster.keepOnly(Set.of("b", "c"));
        roster.heard("b", WORD);
        roster.keepOnly(Set.of("c"));

        assertThat(roster.silence("b")).isEmpty();
        assertThat(roster.isWorthAsking("b")).isFalse();
    }
}
