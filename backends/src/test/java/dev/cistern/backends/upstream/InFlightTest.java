package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InFlightTest {
    private final InFlight inFlight = new InFlight();

    private void enter(int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(inFlight.enter()).isTrue();
        }
    }

    private void answered(int requests) {
        for (int i = 0; i < requests; i++) {
            inFlight.answered();
            inFlight.leave();
        }
    }

    @Test
    void thereIsNoLimitUntilTheHostIsBusy() {
        enter(InFlight.MOST);
        answered(10);

        assertThat(inFlight.atATime()).isZero();
    }

    @Test
    void crowdThatIsRefusedAtOnceShrinksItOnceAndTheNextOneAgain() {
        int sent = inFlight.shrunk();
        enter(100);
        for (int i = 0; i < 50; i++) {
            inFlight.busy(sent);
            inFlight.leave();
        }
        assertThat(inFlight.atATime()).isEqualTo(70);

        int later = inFlight.shrunk();
        enter(20);
        inFlight.busy(sent);
        inFlight.busy(later);
        assertThat(inFlight.atATime()).isEqualTo(49);
    }

    @Test
    void itGrowsByOneForEachRoundOfAnswersWhileItIsUsedUp() {
        enter(20);
        inFlight.busy(inFlight.shrunk());
        answered(6);
        assertThat(inFlight.atATime()).isEqualTo(14);
        for (int i = 0; i < 15; i++) {
            inFlight.answered();
        }
        assertThat(inFlight.atATime()).isEqualTo(15);

        answered(10);
        for (int i = 0; i < 1_000; i++) {
            inFlight.answered();
        }
        assertThat(inFlight.atATime()).as("not used up").isEqualTo(15);
    }

    @Test
    void itNeverShrinksToLessThanTwo() {
        for (int i = 0; i < 20; i++) {
            enter(1);
            inFlight.busy(inFlight.shrunk());
            inFlight.leave();
        }
        assertThat(inFlight.atATime()).isEqualTo(2);
    }

    @Test
    void requestsWaitInOrderAndOnlySoManyOfThem() {
        enter(10);
        inFlight.busy(inFlight.shrunk());
        StringBuilder went = new StringBuilder();
        assertThat(inFlight.enter()).isFalse();
        for (int i = 0; i < InFlight.MOST_WAITING; i++) {
            int mine = i;
            assertThat(inFlight.wait(() -> went.append(mine).append(' '))).isTrue();
        }
        assertThat(inFlight.wait(() -> went.append("never"))).isFalse();
        assertThat(inFlight.heldBack()).isEqualTo(InFlight.MOST_WAITING);

        for (int i = 0; i < 4; i++) {
            inFlight.leave();
        }
        assertThat(went).hasToString("0 ");
        inFlight.leave();
        assertThat(went).hasToString("0 1 ");
        assertThat(inFlight.enter()).as("nobody overtakes").isFalse();
    }
}
