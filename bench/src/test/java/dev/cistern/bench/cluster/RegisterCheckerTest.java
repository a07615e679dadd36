package dev.cistern.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.cluster.RegisterChecker.Verdict;
import dev.cistern.bench.cluster.RegisterOp.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RegisterCheckerTest {
    private static final long NEVER = Long.MAX_VALUE;

    private static RegisterOp op(Kind kind, String value, long begun, long ended) {
        return new RegisterOp(kind, value, "", begun, ended);
    }

    private static Verdict check(RegisterOp... history) {
        return RegisterChecker.check(List.of(history), "");
    }

    @Test
    void aReadSeesWhatWasWrittenBeforeIt() {
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.READ, "a", 3, 4))).isEqualTo(Verdict.POSSIBLE);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.READ, "", 3, 4))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void aStaleReadIsFound() {
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.WRITE, "b", 3, 4), op(Kind.READ, "a", 5, 6)))
                .isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.WRITE, "b", 3, 9), op(Kind.READ, "a", 5, 6)))
                .isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void aReadThatGoesBackIsFoundThoughTheWriteIsStillUnderWay() {
        assertThat(check(
                        op(Kind.WRITE, "a", 1, 2),
                        op(Kind.WRITE, "b", 3, 20),
                        op(Kind.READ, "b", 5, 6),
                        op(Kind.READ, "a", 7, 8)))
                .isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void ofTwoThatCreateOneMayWin() {
        assertThat(check(op(Kind.CREATE, "a", 1, 5), op(Kind.CREATE, "b", 2, 6)))
                .isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(check(op(Kind.CREATE, "a", 1, 5), op(Kind.CREATE_REFUSED, "b", 2, 6)))
                .isEqualTo(Verdict.POSSIBLE);
        assertThat(check(op(Kind.CREATE_REFUSED, "b", 2, 6))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void aSwapNeedsWhatItExpects() {
        RegisterOp swap = new RegisterOp(Kind.SWAP, "b", "a", 3, 4);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), swap, op(Kind.READ, "b", 5, 6)))
                .isEqualTo(Verdict.POSSIBLE);
        assertThat(check(op(Kind.WRITE, "c", 1, 2), swap)).isEqualTo(Verdict.IMPOSSIBLE);
        RegisterOp refused = new RegisterOp(Kind.SWAP_REFUSED, "b", "a", 3, 4);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), refused)).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void whatNobodyKnowsMayHappenLaterOrNever() {
        RegisterOp unknown = op(Kind.WRITE, "b", 3, NEVER);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), unknown, op(Kind.READ, "a", 5, 6)))
                .isEqualTo(Verdict.POSSIBLE);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), unknown, op(Kind.READ, "b", 5, 6)))
                .isEqualTo(Verdict.POSSIBLE);
        assertThat(check(
                        op(Kind.WRITE, "a", 1, 2),
                        unknown,
                        op(Kind.READ, "a", 5, 6),
                        op(Kind.READ, "b", 7, 8),
                        op(Kind.READ, "a", 9, 10)))
                .isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(check(op(Kind.WRITE, "b", 3, NEVER), op(Kind.READ, "b", 1, 2)))
                .isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void deletesCount() {
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.DELETE, "", 3, 4), op(Kind.READ, "", 5, 6)))
                .isEqualTo(Verdict.POSSIBLE);
        assertThat(check(op(Kind.WRITE, "a", 1, 2), op(Kind.DELETE, "", 3, 4), op(Kind.READ, "a", 5, 6)))
                .isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(check(op(Kind.DELETE, "", 1, 2))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    /** Operations that did happen one after the other, with begins and ends around those moments. */
    @Test
    void whatHappenedIsPossibleAndALostWriteInItIsFound() {
        Random chance = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<RegisterOp> history = new ArrayList<>();
            String held = "";
            for (int i = 0; i < 60; i++) {
                long at = i * 10L;
                long begun = at - chance.nextInt(40);
                long ended = at + 1 + chance.nextInt(40);
                if (chance.nextBoolean()) {
                    held = "v" + i;
                    history.add(op(Kind.WRITE, held, begun, chance.nextInt(12) == 0 ? NEVER : ended));
                } else {
                    history.add(op(Kind.READ, held, begun, ended));
                }
            }
            Collections.shuffle(history, chance);
            assertThat(RegisterChecker.check(history, "")).isEqualTo(Verdict.POSSIBLE);
            history.add(op(Kind.WRITE, "lost", 1_990, 1_991));
            history.add(op(Kind.WRITE, "last", 2_000, 2_001));
            history.add(op(Kind.READ, "lost", 2_002, 2_003));
            assertThat(RegisterChecker.check(history, "")).isEqualTo(Verdict.IMPOSSIBLE);
        }
    }
}
